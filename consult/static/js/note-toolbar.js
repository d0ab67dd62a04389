// One toolbar for every block: it stands above the one being written, and acts on it.
// The arrows go from button to button; Alt+F10 reaches it from the text, Escape goes back.

import { toggleMark } from "../dist/prosemirror.js";
import { schema } from "./note-content.js";

let tools = null;
let owner = null;

function made() {
  const template = document.querySelector("template#note-tools");
  if (tools || !template) return tools;
  tools = template.content.firstElementChild.cloneNode(true);
  const buttons = [...tools.querySelectorAll("button")];
  buttons.forEach((button, rank) => {
    button.tabIndex = rank ? -1 : 0;
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", () => act(button.dataset.does));
  });
  tools.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return owner?.focus();
    const at = buttons.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return undefined;
    event.preventDefault();
    const next = buttons.at(to % buttons.length);
    for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
    return next.focus();
  });
  return tools;
}

async function act(does) {
  const editor = owner;
  if (!editor) return;
  if (does in schema.marks) {
    toggleMark(schema.marks[does])(editor.view.state, editor.view.dispatch);
    editor.focus();
    return;
  }
  const { pick } = await import("./note-picking.js");
  const piece = await pick[does === "figure" ? "figure" : "passage"]({ as: does });
  if (piece && editor.view.dom.isConnected) editor.insert(piece);
  else if (editor.view.dom.isConnected) editor.focus();
}

const isMarked = ({ selection, storedMarks, doc }, type) =>
  selection.empty ? Boolean(type.isInSet(storedMarks ?? selection.$from.marks())) : doc.rangeHasMark(selection.from, selection.to, type);

/** The toolbar, for one editor. */
export function bar(editor) {
  const shown = () => {
    if (owner !== editor || !tools) return;
    for (const button of tools.querySelectorAll("[data-does]")) {
      const type = schema.marks[button.dataset.does];
      if (type) button.setAttribute("aria-pressed", String(isMarked(editor.view.state, type)));
    }
  };
  return {
    shown,
    follow() {
      if (owner === editor || !made()) return;
      owner = editor;
      editor.view.dom.before(tools);
      shown();
    },
    act(does) {
      act(does);
      return true;
    },
    reach() {
      tools?.querySelector("button[tabindex='0']")?.focus();
      return Boolean(tools);
    },
    leave() {
      if (owner !== editor) return;
      owner = null;
      tools?.remove();
    },
  };
}
