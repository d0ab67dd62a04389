// The menus of chips: how a figure is written, what a quotation leaves out, what a source rests on.

import { NodeSelection, TextSelection } from "../dist/prosemirror.js";
import { figureOf, onNews } from "./note-chips.js";
import { chipOf, kindOf } from "./note-content.js";
import { dialogOf, shorten, signed } from "./note-shortening.js";

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
