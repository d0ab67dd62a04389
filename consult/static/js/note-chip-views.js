// Chips in a text: locked, drawn from what the server said, opened by a click or by Enter.

import { NodeSelection } from "../dist/prosemirror.js";
import { codesOf, drawn, faultOf, onNews, placeOf } from "./note-chips.js";
import { kindOf } from "./note-content.js";

const said = (name) => document.querySelector("[data-note-editor]")?.dataset[name] ?? "";

/** Draws one chip, again whenever more is known of it. */
export class ChipView {
  constructor(node, view, getPos, editor) {
    this.node = node;
    this.dom = document.createElement("span");
    this.dom.contentEditable = "false";
    this.dom.spellcheck = false;
    this.draw();
    this.stop = onNews(() => this.draw());
    this.dom.addEventListener("click", (event) => {
      if (event.detail > 1 || !view.editable) return;
      view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, getPos())));
      openChip(view, editor);
    });
  }

  draw() {
    const { piece } = this.node.attrs;
    const kind = kindOf(piece);
    const fault = faultOf(piece);
    this.dom.className = `note-chip note-chip-${kind}${fault ? ` is-${fault}` : ""}`;
    this.dom.dataset.chip = kind;
    this.dom.replaceChildren(...(kind === "source" ? marksOf(piece) : [drawn(piece)]));
    if (kind === "quote") this.dom.append(small(placeOf(piece.quote)?.by ?? piece.quote.agency));
    const words = [said(kind), fault && said(`is${fault}`)].filter(Boolean).join(", ");
    this.dom.title = words;
    if (!words) return;
    const heard = document.createElement("span");
    heard.className = "visually-hidden";
    heard.textContent = ` (${words}) `;
    this.dom.append(heard);
  }

  update(node) {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.draw();
    return true;
  }

  stopEvent(event) {
    return event.type === "click";
  }

  ignoreMutation() {
    return true;
  }

  destroy() {
    this.stop();
  }
}

function small(text) {
  const author = document.createElement("small");
  author.textContent = text;
  return author;
}

const marksOf = ({ source }) =>
  codesOf(source).map((code) => {
    const mark = document.createElement("b");
    mark.textContent = code;
    return mark;
  });

/** Opens the menu of the chip that is selected; false when none is. */
export function openChip(view, editor) {
  const { selection } = view.state;
  if (!(selection instanceof NodeSelection)) return false;
  import("./note-chip-menu.js").then(({ open }) => open(view, editor));
  return true;
}
