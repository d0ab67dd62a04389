// The blocks of the desk, for its own modules and for those beside it.
//
//   desk.blocks()  in order     desk.get(key)      desk.current()  the one last worked in
//   desk.go(key)  show and focus one      desk.apply(reply)  put what the server told
// Events on the document: « desk:touched » {block}, « desk:saved », « desk:news »,
// « desk:current » {key, kind}, « desk:order ».

import { Block } from "./note-desk-block.js";

export const root = document.querySelector("[data-note-desk]");
export const list = document.getElementById("desk-blocks");
export const mayWrite = Boolean(root?.dataset.mayWrite);
const live = new Map();
let revision = Number(root?.dataset.revision ?? 0);
let current = null;
let told = [];

export const tell = (name, detail = {}) => document.dispatchEvent(new CustomEvent(`desk:${name}`, { detail }));

const born = (article) => new Block(article, { mayWrite, changed: (block) => tell("touched", { block }) });

function fromHtml(html) {
  const box = document.createElement("template");
  box.innerHTML = html;
  return box.content.querySelector("[data-block]");
}

/** Put what changed in its place; a block under somebody's hands waits. */
function put(key, html) {
  const article = fromHtml(html);
  const block = live.get(key);
  if (!block) {
    live.set(key, born(article));
    list.append(article);
    return;
  }
  if (block.revision >= Number(article.dataset.revision)) return;
  if (block.isChanged || block.isAtWork) block.late = html;
  else block.redraw(article);
}

/** Blocks in the order given; those that stand right are not touched, so that no focus is lost. */
function arrange(order) {
  const focused = document.activeElement;
  let at = list.firstElementChild;
  order.forEach((key, rank) => {
    const { article } = live.get(key) ?? {};
    if (!article) return;
    while (at && !at.dataset.block) at = at.nextElementSibling; // a block on its way
    if (at === article) {
      at = at.nextElementSibling;
      return;
    }
    const displaced = at && order.indexOf(at.dataset.block) > rank + 1;
    if (displaced && at.nextElementSibling === article) {
      const wrong = at;
      at = article.nextElementSibling;
      const next = live.get(order[order.indexOf(wrong.dataset.block) + 1])?.article ?? null;
      list.insertBefore(wrong, next);
      return;
    }
    list.insertBefore(article, at);
  });
  if (focused?.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
}

/** Whether somebody types elsewhere: the focus is not to be taken from under their hands. */
export function writesElsewhere(field = null) {
  const active = document.activeElement;
  return active !== field && Boolean(active?.closest("textarea, input:not([type=checkbox]), [contenteditable=true]"));
}

export const desk = {
  get revision() {
    return revision;
  },
  blocks: () => [...list.querySelectorAll("[data-block]")].map((article) => live.get(article.dataset.block)).filter(Boolean),
  get: (key) => live.get(key),
  of: (element) => live.get(element?.closest?.("[data-block]")?.dataset.block),
  current: () => (current && live.has(current) ? live.get(current) : null),

  go(key) {
    const block = live.get(key);
    if (!block) return false;
    tell("unfold", { key });
    block.article.scrollIntoView({ block: "center", behavior: "instant" });
    block.focus();
    return true;
  },

  /** What the server told of the order and of the blocks. */
  apply(news) {
    if (!news?.order) return;
    ({ revision, order: told } = news);
    for (const [key, html] of Object.entries(news.blocks)) put(key, html);
    const there = new Set(told);
    for (const [key, block] of live) {
      if (there.has(key)) continue;
      if (block.isChanged || block.settling) {
        tell("gone", { block });
        continue;
      }
      live.delete(key);
      block.leave();
    }
    arrange(told);
    for (const box of root.querySelectorAll("[data-annex]")) {
      const [key, number, on] = news.annexes[box.dataset.annex] ?? [];
      if (!key && box.dataset.key) {
        // Its switch was taken back: it is as if nobody had touched it.
        delete box.dataset.key;
        delete box.dataset.revision;
        box.checked = true;
      }
      if (!key || Number(box.dataset.revision ?? -1) >= number) continue;
      Object.assign(box.dataset, { key, revision: number });
      box.checked = on;
    }
    const full = root.querySelector("[data-room]");
    if ("room" in news && full.textContent !== news.room) full.textContent = news.room;
    for (const part of root.querySelectorAll("[data-last], [data-annexes]")) part.hidden = !live.size;
    root.querySelector("[data-empty]").hidden = live.size > 0;
    tell("order");
  },

  /** Blocks as the server told them last: what a hand moved in vain goes back. */
  restore: () => arrange(told),

  /** What waited for hands to leave. */
  catchUp(block) {
    const { late } = block;
    if (!late || block.isChanged || block.isAtWork) return;
    block.late = null;
    const article = fromHtml(late);
    if (block.revision < Number(article.dataset.revision)) block.redraw(article);
  },

  redraw(block, html) {
    block.redraw(fromHtml(html));
    tell("order");
  },

  forget(block) {
    live.delete(block.key);
    block.leave();
    tell("order");
  },
};

export function begin() {
  for (const article of list.querySelectorAll("[data-block]")) live.set(article.dataset.block, born(article));
  told = [...live.keys()];
  list.addEventListener("focusin", (event) => {
    const block = desk.of(event.target);
    if (!block || block.key === current) return;
    current = block.key;
    tell("current", { key: block.key, kind: block.kind });
  });
  list.addEventListener("focusout", (event) => {
    const block = desk.of(event.target);
    if (block?.late) setTimeout(() => desk.catchUp(block));
  });
}
