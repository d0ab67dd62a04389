// What colleagues say to each other beside the blocks.

import { send } from "./note-desk-asking.js";
import { show, shown } from "./note-desk-aside.js";
import { desk } from "./note-desk-blocks.js";
import { showRemarks } from "./note-desk-news.js";

const panel = document.getElementById("aside-remarks");
const place = panel.querySelector("[data-remarks]");

let wanted = "";
let asked = 0;

// What somebody has begun to say, by block: threads drawn anew show it again.
const begun = new Map();

const threadOf = (key) => place.querySelector(`[data-thread="${CSS.escape(key)}"]`);
const fieldOf = (key) => threadOf(key)?.querySelector("textarea");

function put(html) {
  const active = place.contains(document.activeElement) && document.activeElement.matches("textarea") ? document.activeElement : null;
  const { selectionStart: start, selectionEnd: end } = active ?? {};
  const key = active?.closest("[data-thread]").dataset.thread;
  place.innerHTML = html;
  for (const [block, text] of begun) if (fieldOf(block)) fieldOf(block).value = text;
  if (!active || !fieldOf(key)) return;
  fieldOf(key).focus({ preventScroll: true });
  fieldOf(key).setSelectionRange(start, end);
}

async function draw() {
  const settled = panel.querySelector("[data-settled]")?.open;
  const block = wanted;
  asked += 1;
  const mine = asked;
  const address = new URL(place.dataset.remarks, location.href);
  if (block) address.searchParams.set("block", block);
  try {
    const answer = await fetch(address, { cache: "no-store", redirect: "error" });
    const html = answer.ok ? await answer.text() : null;
    if (html === null || mine !== asked) return;
    put(html);
    const old = place.querySelector("[data-settled]");
    if (old && settled) old.open = true;
  } catch {
    // The network is away for a moment: what was shown stays.
  }
}

/** Show what is said beside a block, ready to say something. */
export async function remarkOn(block) {
  wanted = block.key;
  show("remarks");
  const before = document.activeElement;
  await draw();
  const thread = threadOf(block.key);
  thread?.scrollIntoView({ block: "nearest" });
  if (document.activeElement === before) thread?.querySelector("textarea")?.focus();
}

const sending = new Set();

function begin(block, text) {
  if (text) begun.set(block, text);
  else begun.delete(block);
}

async function post(form, button) {
  const address = button.dataset.to ?? form.action;
  const text = form.elements.text?.value ?? "";
  const block = form.closest("[data-thread]").dataset.thread;
  if (sending.has(block)) return; // pressed again before it was answered
  sending.add(block);
  const { status, answer } = await send(address, { block, text });
  sending.delete(block);
  const thread = threadOf(block);
  const failed = thread?.querySelector("[data-failed]");
  if (failed) failed.hidden = status === 200;
  if (status !== 200) return;
  // What was typed meanwhile is not said yet.
  const field = fieldOf(block);
  if (field) {
    if (field.value.startsWith(text)) field.value = field.value.slice(text.length).trimStart();
    begin(block, field.value);
  }
  const inside = panel.contains(document.activeElement) || document.activeElement === document.body;
  showRemarks(answer.remarks);
  await draw();
  if (inside) threadOf(block)?.querySelector("textarea, button")?.focus();
}

export function beginRemarks() {
  document.addEventListener("desk:tab", ({ detail }) => detail.name === "remarks" && draw());
  document.addEventListener("desk:remarks", () => shown() === "remarks" && !panel.contains(document.activeElement) && draw());
  panel.addEventListener("input", ({ target }) => begin(target.closest("[data-thread]").dataset.thread, target.value));
  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    post(event.target, event.submitter);
  });
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    if (link && desk.go(link.dataset.go)) event.preventDefault();
  });
}
