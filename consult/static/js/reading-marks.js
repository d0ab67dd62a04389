// What a reader notes about an answer is sent at once, without leaving the page.

import { say } from "./reading-keys.js";

/** One request at a time: the marks drawn last are those of the last thing noted. */
let line = Promise.resolve();
export function inTurn(act) {
  line = line.then(act, act);
  return line;
}

const PATIENCE = 30_000;
const STATES = ["is-unread", "is-changed", "is-read"];

/** Puts the marks of an answer in their place; whoever was on one of their buttons stays there. */
export function put(answer, html) {
  const old = answer.querySelector("[data-marks]");
  const key = old.contains(document.activeElement) && document.activeElement.dataset.key;
  old.outerHTML = html;
  const now = answer.querySelector("[data-marks]");
  if (key) now.querySelector(`[data-key="${key}"]`)?.focus({ preventScroll: true });
  const wasRead = answer.classList.contains("is-read");
  answer.classList.remove(...STATES);
  answer.classList.add(`is-${now.dataset.state}`);
  count(Number(wasRead) - Number(now.dataset.state === "read"));
}

/** There is more, or less, to read. */
function count(change) {
  for (const place of document.querySelectorAll("[data-unread]")) {
    place.textContent = Math.max(0, Number(place.textContent) + change);
  }
}

/** Sends one button of an answer; the plain form does it where that fails. */
export function send(button) {
  const answer = button.closest("[data-answer]");
  const given = new FormData(button.form);
  if (button.name) given.set(button.name, button.value);
  return inTurn(() => sent(button, answer, given));
}

async function sent({ form, name, value, dataset: { key } }, answer, given) {
  try {
    const headers = { "X-Fragment": "1" };
    const signal = AbortSignal.timeout?.(PATIENCE);
    const reply = await fetch(form.action, { method: "POST", body: given, headers, redirect: "error", signal });
    if (!reply.ok) throw new Error(reply.statusText);
    put(answer, await reply.text());
    const now = answer.querySelector(`[data-key="${key}"]`);
    if (now) say(now.dataset.said);
    if (key === "r") answer.toggleAttribute("data-apart", now.getAttribute("aria-pressed") === "false");
  } catch {
    const chosen = document.createElement("input");
    Object.assign(chosen, { type: "hidden", name, value });
    form.append(chosen);
    if (!form.isConnected) answer.append(form); // the marks were drawn anew meanwhile
    form.submit();
  }
}

document.addEventListener("submit", (event) => {
  if (!event.target.closest("[data-marks]") || !event.submitter) return;
  event.preventDefault();
  send(event.submitter);
});

/** The answer was read: said once, and not of what its reader has just set apart to read again. */
export function read(answer) {
  if (answer.hasAttribute("data-apart")) return;
  const button = answer.querySelector('[data-marks] [data-key="r"]');
  if (button?.getAttribute("aria-pressed") === "false") send(button);
}
