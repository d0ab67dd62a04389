// A quotation shortened in the menu of its chip or of a block, and the shape that menus share.

import { chosen, walk } from "./coding-words.js";
import { onNews, placeOf, quoted } from "./note-chips.js";

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

/** The cuts with one more; what it touches becomes part of it. */
function withCut(cuts, added) {
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
