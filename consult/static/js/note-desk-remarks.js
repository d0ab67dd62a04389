// What colleagues say to each other beside the blocks.

import { send } from "./note-desk-asking.js";
import { show, shown } from "./note-desk-aside.js";
import { desk } from "./note-desk-blocks.js";
import { showRemarks } from "./note-desk-news.js";

const panel = document.getElementById("aside-remarks");
const place = panel.querySelector("[data-remarks]");

let wanted = "";
let asked = 0;

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
    place.innerHTML = html;
    const old = place.querySelector("[data-settled]");
    if (old && settled) old.open = true;
  } catch {
    // The network is away for a moment: what was shown stays.
  }
}

const threadOf = (key) => place.querySelector(`[data-thread="${CSS.escape(key)}"]`);

/** Show what is said beside a block, ready to say something. */
export async function remarkOn(block) {
  wanted = block.key;
  show("remarks");
  await draw();
  const thread = threadOf(block.key);
  thread?.scrollIntoView({ block: "nearest" });
  thread?.querySelector("textarea")?.focus();
}

async function post(form, button) {
  const address = button.dataset.to ?? form.action;
  const text = form.elements.text?.value ?? "";
  const block = form.closest("[data-thread]").dataset.thread;
  const { status, answer } = await send(address, { block, text });
  const failed = form.querySelector("[data-failed]");
  failed.hidden = status === 200;
  if (status !== 200) return;
  form.elements.text.value = "";
  showRemarks(answer.remarks);
  await draw();
  threadOf(block)?.querySelector("textarea, button")?.focus();
}

export function beginRemarks() {
  document.addEventListener("desk:tab", ({ detail }) => detail.name === "remarks" && draw());
  document.addEventListener("desk:remarks", () => shown() === "remarks" && !panel.contains(document.activeElement) && draw());
  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    post(event.target, event.submitter);
  });
  panel.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    if (link && desk.go(link.dataset.go)) event.preventDefault();
  });
}
