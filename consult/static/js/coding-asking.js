// What coding asks of the server: one answer drawn anew, a coding written, an act undone.

const FRAGMENT = { "X-Fragment": "1" };
const PATIENCE = 30_000;
const patiently = () => ({ headers: FRAGMENT, redirect: "error", signal: AbortSignal.timeout?.(PATIENCE) });

/** One request at a time: what is drawn last is what was done last. */
let line = Promise.resolve();
function inTurn(act) {
  line = line.then(act, act);
  return line;
}

/** The token that every form of the page carries. */
const token = () => document.querySelector("input[name=csrf_token]").value;

/** Another drawing of an answer in place of the one shown; tells the page about it. */
function put(known, html) {
  const coded = document.getElementById(known.id) ?? known; // drawn anew since it was asked for
  const box = document.createElement("template");
  box.innerHTML = html;
  const next = box.content.querySelector("[data-coded]");
  if (!next) return null;
  const focused = coded.contains(document.activeElement);
  coded.replaceWith(next);
  document.dispatchEvent(new CustomEvent("coded:drawn", { detail: next }));
  if (focused) focusIn(next);
  return next;
}

/** Whoever was inside stays there: at what was refused, else at the words. */
function focusIn(coded) {
  const place = coded.querySelector(".coded-refused") ?? coded.querySelector("[data-text]") ?? coded;
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

/** The answer as it is now, unless `busy` says then that somebody is at work in it; whether it is
 *  shown. Nothing happens when the network is away. */
export const refresh = (coded, busy) => inTurn(() => redraw(coded, busy));

async function redraw(coded, busy = () => false) {
  try {
    const answer = await fetch(coded.dataset.coded, { ...patiently(), cache: "no-store" });
    const html = await answer.text();
    const here = document.getElementById(coded.id);
    return answer.ok && here && !busy(here) ? put(here, html) : null;
  } catch {
    return null;
  }
}

/** Send fields about an answer and show it as it is then. True when it was written. */
export async function send(coded, address, fields) {
  const body = fields instanceof FormData ? fields : new FormData();
  if (body !== fields) {
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append("csrf_token", token());
  }
  return inTurn(() => sent(coded, address, body));
}

async function sent(coded, address, body) {
  let answer;
  try {
    answer = await fetch(address, { ...patiently(), method: "POST", body });
  } catch {
    return { written: false, drawn: null };
  }
  const drawable = answer.ok || answer.status === 409;
  return { written: answer.ok, drawn: drawable ? put(coded, await answer.text()) : null };
}

/** Take back, or do again, and show the answers concerned as they are then. */
export const turn = (address) => inTurn(() => turned(address));

async function turned(address) {
  const body = new FormData();
  body.append("csrf_token", token());
  let told;
  try {
    told = await (await fetch(address, { ...patiently(), method: "POST", body })).json();
  } catch {
    return null;
  }
  for (const [contribution, question] of told.answers) {
    const coded = document.getElementById(`coded-${contribution}-${question}`);
    if (coded) await redraw(coded);
  }
  return told.said;
}

/** A piece of a page. */
export async function piece(address) {
  const answer = await fetch(address, { ...patiently(), cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}
