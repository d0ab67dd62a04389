// Blocks moved by hand, by keys and by buttons; chapters fold, and move with what is in them.

import { draggable } from "./form-dragging.js";
import { desk, list, mayWrite, root, tell } from "./note-desk-blocks.js";
import { act, addressFor } from "./note-desk-saving.js";

const FOLDED = `consult:folded:${root.dataset.note}`;
const articles = () => [...list.querySelectorAll("[data-block]")];
const isChapter = (article) => article?.dataset.kind === "chapter";

/** An article and, of a chapter, those up to the next. */
export function inside(article) {
  const found = [];
  for (let next = article.nextElementSibling; next && !isChapter(next); next = next.nextElementSibling) found.push(next);
  return found;
}

/** Where it stands now, for who does not see it move. */
function say({ article }) {
  const shown = articles().filter((one) => !one.hidden);
  const words = root.dataset.saidMoved.replace("{place}", shown.indexOf(article) + 1).replace("{count}", shown.length);
  root.querySelector("[data-moved]").textContent = words;
}

export async function move(block, after) {
  const focused = block.article.contains(document.activeElement) ? document.activeElement : null;
  if (!(await act(addressFor(block, "/move"), { after }))) {
    desk.restore();
    return;
  }
  tell("unfold", { key: block.key });
  say(block);
  focused?.focus({ preventScroll: true });
  block.article.scrollIntoView({ block: "nearest" });
}

/** One place up or down; a chapter goes past a whole chapter. */
export function step(block, direction) {
  const order = articles();
  const chapters = order.filter(isChapter);
  if (block.kind === "chapter") {
    const at = chapters.indexOf(block.article);
    if (direction < 0) {
      if (at < 1) return undefined;
      const before = chapters[at - 1].previousElementSibling;
      return move(block, before?.dataset.block ?? null);
    }
    const next = chapters[at + 1];
    return next ? move(block, next.dataset.block) : undefined;
  }
  const at = order.indexOf(block.article);
  if (direction < 0) return at ? move(block, order[at - 2]?.dataset.block ?? null) : undefined;
  return order[at + 1] ? move(block, order[at + 1].dataset.block) : undefined;
}

function folded() {
  try {
    return new Set(JSON.parse(localStorage.getItem(FOLDED) ?? "[]"));
  } catch {
    return new Set();
  }
}

function remember(keys) {
  try {
    localStorage.setItem(FOLDED, JSON.stringify([...keys]));
  } catch {
    // A browser that keeps nothing shows every chapter again next time.
  }
}

function fold(shut = folded()) {
  let hidden = false;
  for (const article of articles()) {
    if (isChapter(article)) {
      hidden = shut.has(article.dataset.block);
      const button = article.querySelector("[data-fold]");
      if (!button) continue;
      button.setAttribute("aria-expanded", String(!hidden));
      button.textContent = hidden ? root.dataset.saidUnfold.replace("{count}", inside(article).length) : root.dataset.saidFold;
      article.classList.toggle("is-folded", hidden);
    } else article.hidden = hidden;
  }
}

export function followOrder() {
  fold();
  document.addEventListener("desk:order", () => fold());
  document.addEventListener("desk:unfold", ({ detail }) => {
    let chapter = desk.get(detail.key)?.article;
    while (chapter && !isChapter(chapter)) chapter = chapter.previousElementSibling;
    const shut = folded();
    if (!chapter || chapter.dataset.block === detail.key || !shut.delete(chapter.dataset.block)) return;
    remember(shut);
    fold(shut);
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fold]");
    if (!button) return;
    const { block } = button.closest("[data-block]").dataset;
    const shut = folded();
    if (!shut.delete(block)) shut.add(block);
    remember(shut);
    fold(shut);
  });
  if (!mayWrite) return;
  draggable(list, {
    item: "[data-block]",
    handle: ".nd-handle",
    beside: true,
    moved(article) {
      const block = desk.get(article.dataset.block);
      const before = article.previousElementSibling;
      move(block, before?.dataset.block ?? null);
    },
  });
}
