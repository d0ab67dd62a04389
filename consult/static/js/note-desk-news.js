// What colleagues write meanwhile: asked for every few seconds while somebody looks.

import { refresh } from "./note-chips.js";
import { ask } from "./note-desk-asking.js";
import { desk, root, tell } from "./note-desk-blocks.js";

const EVERY = 5000;
let data = "";

export async function news() {
  if (document.hidden) return;
  const before = desk.revision;
  const told = await ask(`${root.dataset.news}?since=${before}&in=${desk.current()?.key ?? ""}`);
  if (told) about(told);
  if (!told || desk.revision !== before) return; // something was done here meanwhile: ask again later
  desk.apply(told);
  showRemarks(told.remarks ?? {});
  if (told.revision !== before) tell("news");
}

/** Who else is here, and whether what the chips rest on has changed. */
function about(told) {
  showHere(told.here ?? []);
  if (data && told.data !== data) {
    refresh();
    tell("data", { data: told.data });
    tell("news");
  }
  data = told.data;
}

function showHere(here) {
  const place = root.querySelector("[data-here]");
  const names = here.map(({ name }) => name).join(", ");
  const words = names ? root.dataset.saidHere.replace("{names}", names) : "";
  if (place.textContent !== words) place.textContent = words;
  for (const block of desk.blocks()) {
    const those = here.filter((one) => one.in === block.key).map(({ name }) => name).join(", ");
    const side = block.article.querySelector(".nd-side");
    let tag = side.querySelector(".nd-here");
    if (!those) {
      tag?.remove();
      continue;
    }
    if (!tag) {
      tag = Object.assign(document.createElement("span"), { className: "nd-here" });
      side.prepend(tag);
    }
    if (tag.textContent !== those) tag.textContent = those;
  }
}

let told = "";

/** How many remarks are open beside each block. */
export function showRemarks(counts) {
  for (const block of desk.blocks()) {
    const button = block.article.querySelector(".nd-remarks");
    const count = counts[block.key] ?? 0;
    button.hidden = !count;
    button.querySelector("[data-remark-count]").textContent = count;
  }
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const place = root.querySelector('[data-tab="remarks"] [data-tab-count]');
  if (place.textContent !== String(all || "")) place.textContent = all || "";
  const now = JSON.stringify(Object.entries(counts).sort());
  if (told !== now) tell("remarks");
  told = now;
}

export function listen() {
  document.addEventListener("visibilitychange", news);
  document.addEventListener("desk:lost", news);
  setInterval(news, EVERY);
  news();
}
