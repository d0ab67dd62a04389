// Who writes does not wait: while a new block is on its way, a field stands where it will be, and
// what is typed there goes into the block once it has come.

import { helped } from "./note-typing.js";

const SINGLE = new Set(["message", "claim"]);
const TITLES = new Set(["chapter", "heading"]);
const TITLED = new Set(["box", "recommendation", "practice"]);
const fields = new Map();
let number = 0;

/** Whether such a block is typed into, rather than chosen beside. */
export const isTyped = (kind) => SINGLE.has(kind) || TITLES.has(kind) || TITLED.has(kind) || kind === "text";

/** A field behind an element, or first in the list; `changed` hears of every letter. */
export function fieldFor(kind, { list, behind, label, text = "", changed }) {
  const field = document.createElement("textarea");
  Object.assign(field, { className: "nd-coming", rows: 1, value: text });
  field.setAttribute("aria-label", label);
  field.addEventListener("input", changed);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    field.setRangeText("\n", field.selectionStart, field.selectionEnd, "end");
  });
  if (behind) behind.after(field);
  else list.prepend(field);
  fields.set(field, { kind, key: `coming-${(number += 1)}` });
  field.focus({ preventScroll: Boolean(behind) });
  return field;
}

export function leave(field) {
  fields.delete(field);
  field.remove();
}

/** What stands in such fields, as blocks that are not on the server yet. */
export const coming = () =>
  [...fields]
    .filter(([field]) => field.value.trim())
    .map(([{ value }, { kind, key }]) => [key, { kind, revision: 0, content: TITLES.has(kind) ? { title: value } : { content: [{ text: value }] } }]);

/** As the editor would have set it. */
function typed(text) {
  if (document.querySelector("[data-note-editor]")?.dataset.language !== "fr") return text;
  return [...text].reduce((before, sign) => {
    const help = helped(before, sign);
    return help ? before.slice(0, before.length - help.erase) + help.text : before + sign;
  }, "");
}

/** Puts what was typed into the block that came; what is left of it is for the next one: "" where
 *  Enter was the last of it, null where there is to be none. */
export function handOver(block, text) {
  let lines = typed(text).split("\n");
  const goesOn = lines.length > 1;
  const title = block.article.querySelector(".nd-title");
  if (title) {
    title.value = lines.shift();
    title.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (SINGLE.has(block.kind) || TITLES.has(block.kind)) lines = lines.filter((line) => line.trim());
  if (TITLES.has(block.kind)) return goesOn ? lines.join("\n") : null;
  const mine = SINGLE.has(block.kind) ? (lines.shift() ?? "") : lines.splice(0).join("\n");
  if (mine) block.editor.insert({ text: mine });
  return goesOn && SINGLE.has(block.kind) ? lines.join("\n") : null;
}
