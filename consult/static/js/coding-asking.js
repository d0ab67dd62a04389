// What coding asks of the server: one answer drawn anew, a coding written, an act undone.

const FRAGMENT = { "X-Fragment": "1" };

/** The token that every form of the page carries. */
const token = () => document.querySelector("input[name=csrf_token]").value;

/** Another drawing of an answer in place of the one shown; tells the page about it. */
function put(coded, html) {
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

/** The answer as it is now; nothing happens when the network is away. */
export async function refresh(coded) {
  try {
    const answer = await fetch(coded.dataset.coded, { headers: FRAGMENT, cache: "no-store", redirect: "error" });
    return answer.ok ? put(coded, await answer.text()) : null;
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
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body, headers: FRAGMENT, redirect: "error" });
  } catch {
    return { written: false, drawn: null };
  }
  const drawable = answer.ok || answer.status === 409;
  return { written: answer.ok, drawn: drawable ? put(coded, await answer.text()) : null };
}

/** Take back, or do again, and show the answers concerned as they are then. */
export async function turn(address) {
  const body = new FormData();
  body.append("csrf_token", token());
  let told;
  try {
    told = await (await fetch(address, { method: "POST", body, headers: FRAGMENT, redirect: "error" })).json();
  } catch {
    return null;
  }
  for (const [contribution, question] of told.answers) {
    const coded = document.getElementById(`coded-${contribution}-${question}`);
    if (coded) await refresh(coded);
  }
  return told.said;
}

/** A piece of a page. */
export async function piece(address) {
  const answer = await fetch(address, { headers: FRAGMENT, cache: "no-store", redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}
