// The editor of a block of the note: text with two marks and chips (see note-content.js).
//
//   const editor = mount(element, { content, kind, placeholder, label, onChange, onEnter });
//   editor.content() → the content as JSON      editor.set(content)    what a colleague wrote
//   editor.insert(piece)  at the cursor         editor.destroy()
//   editor.caret() → where the cursor is        editor.focus(caret)
//   editor.end()   → where the text ends
//
// The passages beside insert in the editor last worked in (see note-current.js). In the blocks that
// are one paragraph, Enter calls `onEnter(editor)`, or sends a « note:enter » event up the page;
// inside the text it sends « note:split » {before, after}, and Backspace at its start « note:join »,
// which whoever joins it with the block before prevents.

import {
  Decoration, DecorationSet, EditorState, EditorView, Fragment, NodeSelection, Plugin, Slice,
  TextSelection, baseKeymap, chainCommands, history, keymap, redo, toggleMark, undo,
} from "../dist/prosemirror.js";
import { linesOf as linesOfHtml, plainLines } from "./form-pasting.js";
import { spoken } from "./note-chips.js";
import { ChipView, openChip } from "./note-chip-views.js";
import { CHIPS, chipOf, contentOf, documentOf, isBlank, kindOf, linesOf, schema } from "./note-content.js";
import { DRAGGED, leave, workIn } from "./note-current.js";
import { bar } from "./note-toolbar.js";
import { frenchTyping, untyped } from "./note-typing.js";

const ONE_PARAGRAPH = new Set(["message", "claim"]);

const words = () => document.querySelector("[data-note-editor]")?.dataset ?? {};
const isChip = (node) => CHIPS.includes(node?.type.name);

/** The hint of an empty block, where nothing but the hint would stand. */
const hint = (placeholder) =>
  new Plugin({
    props: {
      decorations(state) {
        const { doc } = state;
        if (!placeholder || doc.childCount > 1 || doc.firstChild.childCount) return null;
        const attributes = { class: "is-blank", "data-placeholder": placeholder };
        return DecorationSet.create(doc, [Decoration.node(0, doc.firstChild.nodeSize, attributes)]);
      },
    },
  });

/** What a clipboard holds, cleaned: words, two marks, paragraphs; chips only from our editors. */
function pasted(view, event, single) {
  const html = event.clipboardData?.getData("text/html") ?? "";
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!html && !text) return false;
  if (html.includes("data-pm-slice")) return false;
  const read = html ? linesOfHtml(html) : [];
  const found = (read.length ? read : plainLines(text)).filter((line) => line.runs.length);
  const lines = found.map(({ prefix, runs }) => [
    ...(prefix.trim() ? [schema.text(prefix.trimStart())] : []),
    ...runs.map((run) =>
      schema.text(run.text, [
        ...(run.bold ? [schema.marks.strong.create()] : []),
        ...(run.italic ? [schema.marks.emphasis.create()] : []),
      ]),
    ),
  ]);
  if (lines.length) view.dispatch(view.state.tr.replaceSelection(sliceOf(lines, single)).scrollIntoView());
  return true;
}

/** Lines to put in a text; in a block of one paragraph they follow each other. */
function sliceOf(lines, single) {
  const joined = single ? [lines.flatMap((nodes, rank) => (rank ? [schema.text(" "), ...nodes] : nodes))] : lines;
  return new Slice(Fragment.from(joined.map((nodes) => schema.nodes.line.create(null, nodes))), 1, 1);
}

/** What is pasted from one of our editors into a block of one paragraph becomes one. */
const oneParagraph = (slice) => {
  if (slice.content.childCount < 2) return slice;
  const lines = [];
  slice.content.forEach((line) => lines.push(line.content.content));
  return sliceOf(lines, true);
};

/** Chips next to a source become part of it: « [C03, C07] » rather than two. */
function merged(tr, at) {
  const node = tr.doc.nodeAt(at);
  const $at = tr.doc.resolve(at);
  const before = $at.nodeBefore;
  if (node?.type.name !== "source" || before?.type.name !== "source") return tr;
  const seen = new Set();
  const source = [...before.attrs.piece.source, ...node.attrs.piece.source].filter((place) => {
    const name = JSON.stringify([place.agency, place.version, place.question, place.item, place.field, place.start, place.end]);
    return !seen.has(name) && seen.add(name);
  });
  return tr.replaceWith(at - before.nodeSize, at + node.nodeSize, chipOf({ source }));
}

const LETTER = /[\p{L}\p{M}\p{N})»”\].,;:!?…%]$/u;

/** A chip at the cursor, with the spaces it needs around it. */
function withChip(state, piece) {
  const { $to, from } = state.selection;
  const parent = $to.parent;
  const after = parent.textBetween($to.parentOffset, parent.content.size, null, "\ufffc");
  const kind = kindOf(piece);
  const at = state.selection.empty || kind !== "source" ? from : $to.pos;
  const $at = state.doc.resolve(at);
  const said = $at.parent.textBetween(0, $at.parentOffset, null, "\ufffc");
  const glued = LETTER.test(said) || (said.endsWith("\ufffc") && !(kind === "source" && $at.nodeBefore?.type.name === "source"));
  const tr = state.tr;
  const end = kind === "source" ? at : $to.pos;
  const nodes = [
    ...(glued ? [schema.text(kind === "source" ? "\u00a0" : " ")] : []),
    chipOf(piece),
    ...(/^[\p{L}\p{N}(«\ufffc]/u.test(after) ? [schema.text(" ")] : []),
  ];
  tr.replaceWith(at, end, nodes);
  const chip = at + (glued ? 1 : 0);
  const size = tr.doc.content.size;
  merged(tr, chip);
  const shift = tr.doc.content.size - size;
  tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(chip + 1 + shift, tr.doc.content.size)), -1));
  return tr.scrollIntoView();
}

/** Text that was typed or comes from a colleague, at the cursor. */
function withText(state, piece) {
  return state.tr.replaceSelection(new Slice(Fragment.from(linesOf([piece]).map((nodes) => schema.nodes.line.create(null, nodes))), 1, 1));
}

/** Enter on a chip opens it; else it is a new paragraph, or what the desk makes of it. */
const entering = (editor, { single, onEnter }) => (state, dispatch, view) => {
  if (state.selection instanceof NodeSelection) return openChip(view, editor);
  if (!single) return false;
  if (onEnter) onEnter(editor);
  else {
    const parts = partsOf(state);
    const name = isBlank(parts.after) ? "note:enter" : "note:split";
    view.dom.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { editor, ...parts } }));
  }
  return true;
};

/** What stands before the cursor and what after it, as two contents; what is selected goes. */
function partsOf({ doc, selection: { from, to } }) {
  const [before, after] = [contentOf(doc.cut(0, from)), contentOf(doc.cut(to))];
  if (before.at(-1)?.text) before.at(-1).text = before.at(-1).text.trimEnd();
  if (after[0]?.text) after[0].text = after[0].text.trimStart();
  const said = (piece) => kindOf(piece) || piece.text;
  return { before: before.filter(said), after: after.filter(said) };
}

/** Backspace at the start of a block of one paragraph goes on with the block before. */
const leading = ({ single }) => (state, dispatch, view) => {
  const { empty, $from } = state.selection;
  if (!single || !empty || $from.parentOffset || state.selection instanceof NodeSelection) return false;
  return !view.dom.dispatchEvent(new CustomEvent("note:join", { bubbles: true, cancelable: true }));
};

/** A key acts where the cursor is seen: the browser tells of its moves only when it is at leisure,
 *  so that « Home » and « Backspace » typed in a row would act where it was. And it goes where a
 *  key sends it: for a fifth of a second after a focus the library takes a move to the start for
 *  the browser's own doing, and puts it back. */
const whereSeen = new Plugin({
  props: {
    handleKeyDown(view) {
      view.input.lastFocus = 0;
      const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection();
      const { selection, tr } = view.state;
      if (!view.dom.contains(anchorNode) || !view.dom.contains(focusNode) || selection instanceof NodeSelection) return false;
      const [anchor, head] = [view.posAtDOM(anchorNode, anchorOffset), view.posAtDOM(focusNode, focusOffset)];
      if (anchor === selection.anchor && head === selection.head) return false;
      const seen = TextSelection.between(tr.doc.resolve(anchor), tr.doc.resolve(head));
      if (!seen.eq(selection)) view.dispatch(tr.setSelection(seen));
      return false;
    },
  },
});

/** The place itself, or the end of the word in whose midst it is. */
function afterWord($at) {
  const { parent, parentOffset: offset } = $at;
  if (!parent.isTextblock) return $at;
  const text = parent.textBetween(0, parent.content.size, null, "\ufffc");
  const rest = /[\p{L}\p{M}\p{N}]$/u.test(text.slice(0, offset)) ? /^[\p{L}\p{M}\p{N}]*/u.exec(text.slice(offset))[0] : "";
  return $at.doc.resolve($at.pos + rest.length);
}

/** A passage dragged from beside goes where it is dropped. */
function dropped(view, event, editor) {
  const given = event.dataTransfer?.getData(DRAGGED);
  if (!given) return false;
  const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
  if (at) view.dispatch(view.state.tr.setSelection(TextSelection.near(afterWord(view.state.doc.resolve(at.pos)))));
  editor.insert(JSON.parse(given));
  return true;
}

/** A selected chip that is typed over stays: words go after it. */
function besideChips(view, _from, to, text) {
  if (!(view.state.selection instanceof NodeSelection)) return false;
  view.dispatch(view.state.tr.insertText(text, to).scrollIntoView());
  return true;
}

function keys(editor, options, tools) {
  return {
    "Alt-F10": () => tools.reach(),
    "Mod-Alt-f": () => tools.act("figure"),
    "Mod-Alt-c": () => tools.act("quote"),
    "Mod-Alt-s": () => tools.act("source"),
    Enter: chainCommands(entering(editor, options), baseKeymap.Enter),
    "Shift-Enter": options.single ? () => true : baseKeymap.Enter,
    Backspace: chainCommands(untyped, leading(options), baseKeymap.Backspace),
    "Mod-b": toggleMark(schema.marks.strong),
    "Mod-i": toggleMark(schema.marks.emphasis),
    "Mod-z": undo,
    "Mod-y": redo,
    "Mod-Shift-z": redo,
    Escape: (state, dispatch) => {
      if (!(state.selection instanceof NodeSelection)) return false;
      dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(state.selection.to), -1)));
      return true;
    },
  };
}

/** Put an editor in an element; see the head of this file. */
export function mount(element, options = {}) {
  const single = ONE_PARAGRAPH.has(options.kind);
  const editor = {};
  const tools = bar(editor);
  const plugins = [
    whereSeen,
    history(),
    ...((words().language ?? "fr") === "fr" ? [frenchTyping()] : []),
    keymap(keys(editor, { ...options, single }, tools)),
    keymap(baseKeymap),
    hint(options.placeholder),
  ];
  const fresh = (content) => EditorState.create({ doc: documentOf(content ?? []), plugins });
  const attributes = { class: "note-text", role: "textbox", "aria-multiline": String(!single), spellcheck: "true", lang: words().language ?? "fr" };
  const label = options.label ?? options.placeholder ?? words().label;
  if (label) attributes["aria-label"] = label;
  const view = new EditorView(element, {
    state: fresh(options.content),
    attributes,
    nodeViews: Object.fromEntries(CHIPS.map((kind) => [kind, (node, at, getPos) => new ChipView(node, at, getPos, editor)])),
    handleDrop: (at, event) => dropped(at, event, editor),
    transformPasted: (slice) => (single ? oneParagraph(slice) : slice),
    handleTextInput: besideChips,
    clipboardTextSerializer: (slice) =>
      slice.content.textBetween(0, slice.content.size, "\n", (node) => (isChip(node) ? spoken(node.attrs.piece) : "")),
    handleDOMEvents: {
      focus: () => (workIn(editor), tools.follow(), false),
      // Before the library parses it: what strangers styled never meets the page.
      paste: (at, event) => at.editable && pasted(at, event, single) && (event.preventDefault(), true),
    },
    dispatchTransaction(transaction) {
      view.updateState(view.state.apply(transaction));
      tools.shown();
      if (transaction.docChanged && !transaction.getMeta("given")) options.onChange?.(editor.content());
    },
  });
  return Object.assign(editor, {
    view,
    content: () => contentOf(view.state.doc),
    isBlank: () => isBlank(contentOf(view.state.doc)),
    caret: () => view.state.selection.from,
    end: () => view.state.doc.content.size - 1,
    focus(caret = null) {
      if (caret !== null) {
        const place = view.state.doc.resolve(Math.min(caret, view.state.doc.content.size));
        view.dispatch(view.state.tr.setSelection(TextSelection.near(place)));
      }
      view.focus();
    },
    insert(piece) {
      if (!view.editable) return;
      view.dispatch(kindOf(piece) ? withChip(view.state, piece) : withText(view.state, piece));
      view.focus();
    },
    set(content) {
      if (JSON.stringify(content) === JSON.stringify(contentOf(view.state.doc))) return;
      const at = view.state.selection.from;
      const state = fresh(content);
      const place = state.doc.resolve(Math.min(at, state.doc.content.size));
      view.updateState(state.apply(state.tr.setSelection(TextSelection.near(place))));
      tools.shown();
    },
    destroy() {
      leave(editor);
      tools.leave();
      view.destroy();
    },
  });
}
