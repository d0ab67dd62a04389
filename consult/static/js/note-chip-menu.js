// The menus of chips: how a figure is written, what a quotation leaves out, what a source rests on.

import { NodeSelection, TextSelection } from "../dist/prosemirror.js";
import { chosen, walk } from "./coding-words.js";
import { figureOf, onNews, placeOf, quoted } from "./note-chips.js";
import { chipOf, kindOf } from "./note-content.js";

const settings = () => document.querySelector("[data-note-editor]").dataset;

/** The menu of a shape on the page; `answer` is told which button closed it. */
export function dialogOf(id, near, answer) {
  const dialog = document.querySelector(`template#${id}`).content.firstElementChild.cloneNode(true);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    answer(dialog.returnValue || "close");
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close("close"));
  dialog.returnValue = "";
  dialog.showModal();
  // Placed once it is filled: its height depends on what it tells.
  if (near && window.matchMedia("(min-width: 48rem)").matches) queueMicrotask(() => beside(dialog, near));
  return dialog;
}

/** Below the chip, or above it where there is no room. */
function beside(dialog, near) {
  dialog.classList.add("is-placed");
  const box = near.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = dialog;
  const below = box.bottom + 8 + height <= window.innerHeight;
  dialog.style.left = `${Math.max(16, Math.min(box.left, window.innerWidth - width - 16))}px`;
  dialog.style.top = `${below ? box.bottom + 8 : Math.max(16, box.top - 8 - height)}px`;
}

/** Who said it, in which version, and what stands against printing it. */
export function signed(element, place) {
  const known = placeOf(place);
  element.querySelector("[data-who]").textContent = known?.name ?? place.agency;
  element.querySelector("[data-where]").textContent = [known?.question, `${settings().version} ${place.version}`].filter(Boolean).join(", ");
  const badge = element.querySelector("[data-badge]");
  badge.textContent = known?.words ?? "";
  badge.hidden = !known?.words;
  badge.className = `note-menu-badge is-${known?.badge || "citable"}`;
}

function figureMenu(dialog, piece, change) {
  const shown = () => {
    const known = figureOf(piece.figure);
    dialog.querySelector("[data-rule]").textContent = piece.figure;
    dialog.querySelector("[data-says]").textContent = known?.words ?? "";
    const fault = dialog.querySelector("[data-wrong]");
    fault.textContent = known?.wrong ?? "";
    fault.hidden = !known?.wrong;
    for (const label of dialog.querySelectorAll("[data-form]")) {
      const input = label.querySelector("input");
      const text = known?.forms?.[input.value] ?? "";
      label.querySelector("[data-text]").textContent = text || "–";
      input.checked = input.value === (piece.form ?? "of");
      input.disabled = !text && !input.checked;
    }
  };
  dialog.addEventListener("change", (event) => {
    if (event.target.name !== "form") return;
    piece = { ...piece, form: event.target.value };
    change(piece);
  });
  dialog.querySelector("form").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.name !== "form") return;
    event.preventDefault();
    dialog.close("close");
  });
  shown();
  dialog.querySelector("input:checked")?.focus();
  return onNews(shown);
}

/** The cuts with one more; what it touches becomes part of it. */
export function withCut(cuts, added) {
  const apart = cuts.filter((cut) => cut.end < added.start || cut.start > added.end);
  const near = cuts.filter((cut) => !apart.includes(cut));
  const start = Math.min(added.start, ...near.map((cut) => cut.start));
  const end = Math.max(added.end, ...near.map((cut) => cut.end));
  return [...apart, { start, end, instead: added.instead ?? "" }].sort((a, b) => a.start - b.start);
}

/** A text with what is left out struck through; its characters stay those of the passage. */
function struck(element, text, cuts) {
  const signs = [...text];
  const made = [];
  let at = 0;
  for (const { start, end, instead } of cuts) {
    made.push(signs.slice(at, start).join(""));
    const gone = document.createElement("del");
    gone.dataset.becomes = instead ? `[${instead}]` : "[…]";
    gone.append(signs.slice(start, end).join(""));
    made.push(gone);
    at = end;
  }
  element.replaceChildren(...made, signs.slice(at).join(""));
}

/** Lets a quotation be shortened: calls `change` with its cuts. */
export function shorten(dialog, place, cuts, change) {
  const text = dialog.querySelector("[data-text]");
  const instead = dialog.querySelector("[data-instead]");
  const said = dialog.querySelector("[data-said]");
  let kept = null;
  const shown = () => {
    signed(dialog, place);
    struck(text, place.text, cuts);
    dialog.querySelector("[data-shown]").textContent = quoted(place.text, cuts);
  };
  const cut = (words) => {
    const here = chosen() ?? kept;
    if (here?.text !== text) return;
    cuts = withCut(cuts, { start: here.start, end: here.end, instead: words });
    instead.value = "";
    kept = null;
    change(cuts);
    shown();
    said.textContent = quoted(place.text, cuts);
  };
  const remember = () => {
    const here = chosen();
    if (here?.text === text) kept = here;
  };
  document.addEventListener("selectionchange", remember);
  dialog.querySelector("[data-cut]").addEventListener("click", () => cut(""));
  dialog.querySelector("[data-replace]").addEventListener("click", () => cut(instead.value.trim()));
  instead.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    cut(instead.value.trim());
  });
  dialog.querySelector("[data-whole]").addEventListener("click", () => {
    cuts = [];
    change(cuts);
    shown();
  });
  walk(text);
  shown();
  text.focus();
  const stop = onNews(() => signed(dialog, place));
  return () => {
    stop();
    document.removeEventListener("selectionchange", remember);
  };
}

const quoteMenu = (dialog, piece, change) =>
  shorten(dialog, piece.quote, piece.cuts ?? [], (cuts) => change(cuts.length ? { quote: piece.quote, cuts } : { quote: piece.quote }));

function sourceMenu(dialog, piece, change) {
  const list = dialog.querySelector("[data-sources]");
  const shape = dialog.querySelector("template[data-one]");
  const shown = () =>
    list.replaceChildren(
      ...piece.source.map((place) => {
        const item = shape.content.firstElementChild.cloneNode(true);
        signed(item, place);
        item.querySelector("[data-quote]").textContent = place.text;
        item.querySelector("[data-drop]").addEventListener("click", () => {
          piece = { source: piece.source.filter((one) => one !== place) };
          if (!piece.source.length) return dialog.close("remove");
          change(piece);
          shown();
          return list.querySelector("[data-drop]").focus();
        });
        return item;
      }),
    );
  shown();
  return onNews(shown);
}

const MENUS = { figure: figureMenu, quote: quoteMenu, source: sourceMenu };

/** Open the menu of the chip that is selected in an editor. */
export function open(view, editor) {
  const { selection } = view.state;
  if (!(selection instanceof NodeSelection)) return;
  const at = selection.from;
  const first = selection.node.attrs.piece;
  const kind = kindOf(first);
  let stop = () => {};
  const here = () => kindOf(view.state.doc.nodeAt(at)?.attrs.piece ?? {}) === kind;
  const change = (piece) => {
    if (!here()) return;
    const tr = view.state.tr.replaceWith(at, at + 1, chipOf(piece));
    view.dispatch(tr.setSelection(NodeSelection.create(tr.doc, at)));
  };
  const dialog = dialogOf(`note-menu-${kind}`, view.nodeDOM(at), async (answer) => {
    stop();
    if (!view.dom.isConnected) return;
    if (answer === "remove" && here()) view.dispatch(view.state.tr.delete(at, at + 1));
    if (answer === "change" && here()) await another(view, at, change);
    if (here()) view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at + 1), -1)));
    editor.focus();
  });
  stop = MENUS[kind](dialog, first, change);
}

/** Another figure in the place of this one; one more passage for a source. */
async function another(view, at, change) {
  const { pick } = await import("./note-picking.js");
  const { piece } = view.state.doc.nodeAt(at).attrs;
  const found = "figure" in piece ? await pick.figure(piece) : await pick.passage({ as: "source" });
  if (found?.figure) change({ ...piece, figure: found.figure });
  if (found?.source) change({ source: [...piece.source, ...found.source] });
}
