// Single keys of the reading desk: which are meant for the page, and which answer they act on.

const KEPT = "consult-keys";

/** Whether single keys act: whoever dictates, or types by accident, turns them off. */
export const keysOn = () => localStorage.getItem(KEPT) !== "off";

/** Remembers in this browser whether single keys act. */
export const turnKeys = (on) => localStorage.setItem(KEPT, on ? "on" : "off");

/** Whether a key is for the page rather than for a field, a dialog or the browser. */
export function isForThePage(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (!keysOn() || document.querySelector("dialog[open]")) return false;
  const typing = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
  return !event.target.closest?.(typing);
}

/** The answers of the page, in order. */
export const answers = () => [...document.querySelectorAll("[data-answer]")];

/** The answer at hand, if there is one. */
export const current = () => document.querySelector("[data-answer].is-current");

/** Makes an answer the one at hand. */
export function choose(answer) {
  const before = current();
  if (before === answer) return;
  before?.classList.remove("is-current");
  answer?.classList.add("is-current");
}

/** Makes an answer the one at hand and goes there. */
export function goTo(answer) {
  choose(answer);
  answer.focus({ preventScroll: true });
  answer.scrollIntoView({ block: "start" });
}

/** Says something to whoever listens to the page rather than looks at it. */
export function say(words) {
  const place = document.querySelector("[data-desk-said]");
  if (place) place.textContent = words;
}
