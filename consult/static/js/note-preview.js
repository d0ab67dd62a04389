// The pages beside the desk, as they will look: shown where one is writing, drawn again a moment
// after each saving, and only while they are looked at.

import { shown } from "./note-desk-aside.js";
import { desk, root, writesElsewhere } from "./note-desk-blocks.js";
import { act } from "./note-desk-saving.js";

const PAUSE = 1200;
const box = document.querySelector("[data-note-preview]");
const frame = box.querySelector("iframe");
const waiting = box.querySelector("[data-preview-said]");
let drawn = -1;
let timer = 0;
let data = "";

const seen = () => shown() === "preview" && !document.hidden;

/** The same revision only moves to another place; another one is drawn anew. */
function draw() {
  clearTimeout(timer);
  if (!seen()) return;
  const at = desk.current()?.key;
  drawn = desk.revision;
  const address = `${box.dataset.src}?r=${drawn}${data && `&d=${data}`}`;
  const known = frame.src.split("#")[0] === new URL(address, location.href).href;
  if (!known) waiting.textContent = waiting.dataset.saidDrawing;
  frame.hidden = false;
  frame.src = address + (at ? `#block-${at}` : "");
}

frame.addEventListener("load", () => frame.hasAttribute("src") && (waiting.textContent = ""));

function later() {
  if (!seen() || drawn === desk.revision) return;
  waiting.textContent = waiting.dataset.saidLate;
  clearTimeout(timer);
  timer = setTimeout(draw, PAUSE);
}

for (const event of ["desk:saved", "desk:news", "desk:order"]) document.addEventListener(event, later);
document.addEventListener("desk:data", ({ detail }) => {
  ({ data } = detail);
  drawn = -1;
  later();
});
document.addEventListener("desk:current", () => seen() && drawn === desk.revision && draw());
document.addEventListener("desk:tab", ({ detail }) => detail.name === "preview" && draw());
document.addEventListener("visibilitychange", later);
box.querySelector("[data-preview-again]").addEventListener("click", () => {
  drawn = -1;
  frame.removeAttribute("src");
  draw();
});

// What is said of one theme, proposed behind the block one works in.
root.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-propose]");
  if (!button || button.disabled) return;
  button.disabled = true;
  const answer = await act(root.dataset.propose, {
    about: button.dataset.propose,
    after: desk.current()?.key ?? "",
  });
  button.disabled = false;
  if (answer?.added && !writesElsewhere()) desk.go(answer.added);
  else if (answer?.said) document.querySelector("[data-passages-said]").textContent = answer.said;
});

