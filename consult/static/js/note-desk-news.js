// What colleagues write meanwhile: asked for every few seconds while somebody looks.

import { ask } from "./note-desk-asking.js";
import { desk, root, tell } from "./note-desk-blocks.js";

const EVERY = 5000;

export async function news() {
  if (document.hidden) return;
  const before = desk.revision;
  const told = await ask(`${root.dataset.news}?since=${before}`);
  if (!told || desk.revision !== before) return; // something was done here meanwhile: ask again later
  desk.apply(told);
  showRemarks(told.remarks ?? {});
  if (told.revision !== before) tell("news");
}

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
  if (place.textContent !== String(all || "")) {
    place.textContent = all || "";
    tell("remarks");
  }
}

export function listen() {
  document.addEventListener("visibilitychange", news);
  document.addEventListener("desk:lost", news);
  setInterval(news, EVERY);
  news();
}
