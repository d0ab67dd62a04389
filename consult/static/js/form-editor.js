// The editor of a long answer. Its document is lines of text with three marks, so that the box,
// the counter, the database and the note all hold the same characters.

import {
  DecorationSet, Decoration, EditorState, EditorView, Fragment, Plugin, Schema, Slice, TextSelection,
  baseKeymap, chainCommands, history, keymap, redo, toggleMark, undo,
} from "../dist/prosemirror.js";
import { SAFE, linesOf, plainLines } from "./form-pasting.js";

const KINDS = { strong: "bold", em: "italic", link: "link" };
const NAMES = { bold: "strong", italic: "em", link: "link" };
const ITEM = /^((?:  )*)(?:(•)|([0-9]{1,3})\.) /;
const DEEPEST = 6;

const schema = new Schema({
  nodes: {
    doc: { content: "line+" },
    line: { content: "text*", parseDOM: [{ tag: "p" }, { tag: "div" }], toDOM: () => ["p", 0] },
    text: {},
  },
  marks: {
    link: {
      attrs: { href: {} },
      inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: (a) => SAFE.test(a.getAttribute("href")) && { href: a.getAttribute("href") } }],
      toDOM: (mark) => ["a", { href: mark.attrs.href, rel: "noopener noreferrer nofollow" }, 0],
    },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  },
});

const line = (content) => schema.nodes.line.create(null, content);

/** A document from a text and its marks, whose offsets count characters and not halves of them. */
function documentOf({ text, marks }) {
  const signs = [...text];
  const cuts = new Set([0, signs.length]);
  for (const { start, end } of marks) cuts.add(start).add(end);
  signs.forEach((sign, at) => sign === "\n" && cuts.add(at).add(at + 1));
  const places = [...cuts].sort((a, b) => a - b);
  const lines = [[]];
  places.slice(0, -1).forEach((start, rank) => {
    const piece = signs.slice(start, places[rank + 1]).join("");
    if (piece === "\n") return lines.push([]);
    const here = marks.filter((mark) => mark.start <= start && mark.end > start);
    const kinds = here.map(({ kind, href }) => schema.marks[NAMES[kind]].create(href ? { href } : null));
    return piece && lines.at(-1).push(schema.text(piece, kinds));
  });
  return schema.nodes.doc.create(null, lines.map(line));
}

/** The text of a document and its marks, joined where they touch. */
export function valueOf(doc) {
  const texts = [];
  const marks = [];
  let at = 0;
  doc.forEach((block) => {
    const open = new Map();
    block.forEach((piece) => {
      const end = at + [...piece.text].length;
      for (const mark of piece.marks) {
        const before = open.get(mark.type.name);
        if (before && before.end === at && before.href === mark.attrs.href) before.end = end;
        else {
          const made = { kind: KINDS[mark.type.name], start: at, end, ...mark.attrs };
          open.set(mark.type.name, made);
          marks.push(made);
        }
      }
      at = end;
    });
    texts.push(block.textContent);
    at += 1;
  });
  marks.sort((a, b) => a.start - b.start || (a.kind < b.kind ? -1 : 1));
  return { text: texts.join("\n"), marks };
}

function sliceOf(lines) {
  const blocks = lines.map(({ prefix, runs }) =>
    line([
      ...(prefix ? [schema.text(prefix)] : []),
      ...runs.map(({ text, bold, italic, href }) =>
        schema.text(text, [
          ...(href ? [schema.marks.link.create({ href })] : []),
          ...(bold ? [schema.marks.strong.create()] : []),
          ...(italic ? [schema.marks.em.create()] : []),
        ]),
      ),
    ]),
  );
  return new Slice(Fragment.from(blocks), 1, 1);
}

const here = ({ $from }) => ({ text: $from.parent.textContent, start: $from.start(), at: $from.parentOffset });

/** Numbers of the list that follows a place, so that one more item moves the others on. */
function renumbered(tr, from, depth, number) {
  let at = from;
  let next = number;
  while (at < tr.doc.content.size) {
    const block = tr.doc.nodeAt(at);
    const item = ITEM.exec(block.textContent);
    if (!item || item[1].length < depth) return;
    if (item[1].length === depth) {
      if (!item[3]) return;
      if (Number(item[3]) !== next) {
        tr.insertText(`${item[1]}${next}. `, at + 1, at + 1 + item[0].length);
      }
      next += 1;
    }
    at += tr.doc.nodeAt(at).nodeSize;
  }
}

/** A new line goes on with the list it is in; on an item left empty it ends the list. */
function enter(state, dispatch) {
  const { text, start, at } = here(state.selection);
  const item = ITEM.exec(text);
  if (!item || at < item[0].length || !state.selection.empty) return false;
  if (!dispatch) return true;
  if (text.length === item[0].length) {
    dispatch(state.tr.delete(start, start + text.length).scrollIntoView());
    return true;
  }
  const number = item[3] ? Number(item[3]) + 1 : 0;
  const tr = state.tr.split(start + at);
  const after = tr.mapping.map(start + at);
  tr.insertText(item[1] + (number ? `${number}. ` : "• "), after);
  if (number) renumbered(tr, tr.doc.resolve(after).after(), item[1].length, number + 1);
  dispatch(tr.scrollIntoView());
  return true;
}

/** Erasing just behind the sign of an item takes the whole sign away. */
function unlist(state, dispatch) {
  const { text, start, at } = here(state.selection);
  const item = ITEM.exec(text);
  if (!item || !state.selection.empty || at !== item[0].length) return false;
  dispatch?.(state.tr.delete(start, start + at));
  return true;
}

/** Every line of the selection becomes an item, or stops being one when all are. */
const listing = (numbered) => (state, dispatch) => {
  const found = [];
  state.doc.nodesBetween(state.selection.from, state.selection.to, (node, pos) => {
    if (node.type === schema.nodes.line) found.push([pos, ITEM.exec(node.textContent)]);
    return node.type === schema.nodes.doc;
  });
  const all = found.every(([, item]) => item && Boolean(item[3]) === numbered);
  const tr = state.tr;
  let number = 0;
  for (const [pos, item] of found) {
    const at = tr.mapping.map(pos) + 1;
    if (item) tr.delete(at, at + item[0].length);
    number += 1;
    if (!all) tr.insertText((item?.[1] ?? "") + (numbered ? `${number}. ` : "• "), at);
  }
  dispatch?.(tr.scrollIntoView());
  return true;
};

const deeper = (step) => (state, dispatch) => {
  const { text, start } = here(state.selection);
  const item = ITEM.exec(text);
  if (!item || (step < 0 && !item[1]) || (step > 0 && item[1].length >= 2 * DEEPEST - 2)) return false;
  dispatch?.(step > 0 ? state.tr.insertText("  ", start) : state.tr.delete(start, start + 2));
  return true;
};

/** « - » or « * » at the beginning of a line is how people type a list. */
const typing = (view, from, to, text) => {
  const { text: before, start } = here(view.state.selection);
  if (text !== " " || from !== to || from !== start + 1 || !/^[-*]/.test(before)) return false;
  view.dispatch(view.state.tr.insertText("• ", start, start + 1));
  return true;
};

const items = new Plugin({
  props: {
    decorations(state) {
      const found = [];
      state.doc.forEach((block, pos) => {
        const item = ITEM.exec(block.textContent);
        if (!item) return;
        const depth = Math.min(item[1].length / 2, DEEPEST - 1);
        found.push(Decoration.node(pos, pos + block.nodeSize, { class: `item deep-${depth}` }));
      });
      return DecorationSet.create(state.doc, found);
    },
  },
});

const pasted = (view, event) => {
  const html = event.clipboardData?.getData("text/html") ?? "";
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!html && !text) return false;
  const read = html && !html.includes("data-pm-slice") ? linesOf(html) : [];
  if (!read.length && html.includes("data-pm-slice")) return false;
  const lines = read.length ? read : plainLines(text);
  const { text: line_, at } = here(view.state.selection);
  const amidst = line_.slice(0, at).trim() !== "";
  const apart = amidst && (lines.length > 1 || lines[0].prefix) && lines[0].prefix;
  const slice = sliceOf(apart ? [{ prefix: "", runs: [] }, ...lines] : lines);
  view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView());
  return true;
};

const isMarked = (state, type) => {
  const { from, $from, to, empty } = state.selection;
  return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
};

/** The link around the cursor, from its first to its last character. */
function linkAround(state) {
  const { $from, from, to } = state.selection;
  let found = null;
  $from.parent.forEach((piece, offset) => {
    const mark = schema.marks.link.isInSet(piece.marks);
    const start = $from.start() + offset;
    const end = start + piece.nodeSize;
    if (!mark) return;
    if (found && found.end === start && found.mark.eq(mark)) found.end = end;
    else if (!found || found.end < from) found = { mark, start, end };
  });
  return found && found.start <= from && found.end >= to ? found : null;
}

function linkPanel(tools, view, region) {
  const panel = tools.querySelector(".editor-link");
  const address = panel.querySelector("input");
  const [set, unset] = panel.querySelectorAll("button");
  const button = tools.querySelector('[data-does="link"]');
  const close = () => {
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    view().focus();
  };
  const write = (href) => {
    const { state } = view();
    const around = linkAround(state);
    const { from, to } = around ? { from: around.start, to: around.end } : state.selection;
    const tr = state.tr.removeMark(from, to, schema.marks.link);
    if (href) {
      if (from === to) tr.insertText(href, from);
      tr.addMark(from, from === to ? from + href.length : to, schema.marks.link.create({ href }));
    }
    view().dispatch(tr);
    close();
  };
  const place = () => {
    const given = address.value.trim();
    const href = /^[^\s@/:]+@[^\s@/:]+$/.test(given) ? `mailto:${given}` : given && !/^[a-z]+:/i.test(given) ? `https://${given}` : given;
    if (href && !SAFE.test(href)) {
      region.textContent = tools.dataset.refused;
      address.setAttribute("aria-invalid", "true");
      return address.focus();
    }
    address.removeAttribute("aria-invalid");
    return write(href);
  };
  address.addEventListener("keydown", (event) => {
    if (event.key === "Enter") place();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  for (const kind of ["input", "change"]) address.addEventListener(kind, (event) => event.stopPropagation());
  set.addEventListener("click", place);
  unset.addEventListener("click", () => write(""));
  return () => {
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    if (panel.hidden) return;
    const around = linkAround(view().state);
    address.value = around?.mark.attrs.href ?? "";
    unset.hidden = !around;
    address.focus();
  };
}

/** One stop for the Tab key; the arrows go from button to button. */
function toolbar(tools, view, region) {
  const bar = tools.querySelector('[role="toolbar"]');
  const buttons = [...bar.querySelectorAll("button")];
  const openLink = linkPanel(tools, view, region);
  const does = {
    bold: toggleMark(schema.marks.strong),
    italic: toggleMark(schema.marks.em),
    bullets: listing(false),
    numbers: listing(true),
  };
  buttons.forEach((button, rank) => {
    button.tabIndex = rank ? -1 : 0;
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => {
      if (button.dataset.does === "link") return openLink();
      does[button.dataset.does](view().state, view().dispatch);
      return view().focus();
    });
  });
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = buttons.at(to % buttons.length);
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  });
  const pressed = {
    bold: (state) => isMarked(state, schema.marks.strong),
    italic: (state) => isMarked(state, schema.marks.em),
    bullets: (state) => Boolean(ITEM.exec(here(state.selection).text)?.[2]),
    numbers: (state) => Boolean(ITEM.exec(here(state.selection).text)?.[3]),
  };
  const shown = (state) => {
    for (const button of buttons) {
      const is = pressed[button.dataset.does];
      if (is) button.setAttribute("aria-pressed", String(is(state)));
    }
  };
  return { shown, openLink };
}

const kept = (textarea, rich) => {
  try {
    const value = JSON.parse(rich.value);
    if (value?.text === textarea.value) return value;
  } catch {
    // Nothing readable is kept: the text itself is what counts.
  }
  return { text: textarea.value, marks: [] };
};

/** Put an editor in the place of a box; the box goes on holding what is sent. */
export function edit(textarea, rich, tools, label) {
  let view = null;
  const { id } = textarea;
  const region = tools.querySelector('[role="status"]');
  const bar = toolbar(tools, () => view, region);
  const does = { ...baseKeymap };
  const mine = {
    Enter: chainCommands(enter, baseKeymap.Enter),
    Backspace: chainCommands(unlist, baseKeymap.Backspace),
    "Shift-Enter": baseKeymap.Enter,
    "Mod-b": toggleMark(schema.marks.strong),
    "Mod-i": toggleMark(schema.marks.em),
    "Mod-k": () => (bar.openLink(), true),
    "Mod-]": deeper(1),
    "Mod-[": deeper(-1),
    "Mod-z": undo,
    "Mod-y": redo,
    "Mod-Shift-z": redo,
  };
  const state = () =>
    EditorState.create({
      doc: documentOf(kept(textarea, rich)),
      plugins: [history(), keymap(mine), keymap(does), items],
    });
  const attributes = { id, class: "form-control editor-text", role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id };
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  const focused = document.activeElement === textarea;
  const caret = textarea.selectionStart;
  textarea.removeAttribute("id");
  textarea.hidden = true;
  textarea.after(tools);
  const place = tools.querySelector(".editor-place");
  view = new EditorView({ mount: place }, {
    state: state(),
    attributes,
    handlePaste: pasted,
    handleTextInput: typing,
    clipboardTextSerializer: (slice) => slice.content.textBetween(0, slice.content.size, "\n"),
    dispatchTransaction(transaction) {
      view.updateState(view.state.apply(transaction));
      bar.shown(view.state);
      if (!transaction.docChanged || transaction.getMeta("given")) return;
      const value = valueOf(view.state.doc);
      textarea.value = value.text;
      rich.value = value.marks.length ? JSON.stringify(value) : "";
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  bar.shown(view.state);
  label.addEventListener("click", () => view.focus());
  textarea.form.addEventListener("restored", () => {
    const value = valueOf(view.state.doc);
    const now = kept(textarea, rich);
    if (value.text === now.text && JSON.stringify(value.marks) === JSON.stringify(now.marks)) return;
    view.updateState(state());
  });
  if (focused) {
    // Lines and the line feeds between them are as long as one another: only the borders differ.
    const before = textarea.value.slice(0, caret);
    const position = caret + 1 + (before.match(/\n/g)?.length ?? 0);
    view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(position))));
    view.focus();
  }
  return view;
}
