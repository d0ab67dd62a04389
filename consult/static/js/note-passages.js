// The passages beside the note: filtered, chosen whole or in part, put into the text as a
// quotation or as a source. `choose({ as })` waits until one is chosen.

import { chosen, rangeOf, walk } from "./coding-words.js";
import { quoted, tell } from "./note-chips.js";
import { DRAGGED, current } from "./note-current.js";

const AFTER = 350;
const box = document.querySelector("[data-note-passages]");
const settings = () => document.querySelector("[data-note-editor]").dataset;
let choosing = null;
let part = null; // The words chosen in one passage: { text, start, end, quote }.
let asked = 0;
let waiting = 0;

const placeIn = () => box.querySelector("[data-passages-place]");
const say = (words) => (box.querySelector("[data-passages-said]").textContent = words);

/** Reads the passages of an address; the filters stay where they are but for their choices. */
async function read(query) {
  const turn = ++asked;
  placeIn().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${settings().passages}?${query}`, { cache: "no-store", redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const html = await answer.text();
    if (turn !== asked) return;
    shown(html);
  } catch {
    say(settings().failed);
    if (!placeIn().querySelector("form")) placeIn().textContent = settings().failed;
  } finally {
    if (turn === asked) placeIn().removeAttribute("aria-busy");
  }
}

function shown(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const focused = placeIn().contains(document.activeElement) ? document.activeElement.id : "";
  const words = placeIn().querySelector("#beside-q");
  const caret = words?.selectionStart;
  const typed = words?.value;
  placeIn().replaceChildren(template.content);
  const again = focused && document.getElementById(focused);
  if (again) again.focus();
  if (focused === "beside-q" && again) {
    again.value = typed;
    again.setSelectionRange(caret, caret);
  }
  part = null;
  const known = [];
  for (const item of box.querySelectorAll("[data-passage]")) {
    const one = JSON.parse(item.dataset.passage);
    const text = item.querySelector("[data-text]");
    // What the parser of HTML may have changed is set right: places count every character.
    if (text.textContent !== one.place.text) text.textContent = one.place.text;
    walk(text);
    known.push(one);
  }
  tell({ places: known });
  say(box.querySelector("[data-passages-list]")?.dataset.said ?? "");
}

const queryOf = (form, more = {}) => {
  const given = new FormData(form);
  for (const [name, value] of Object.entries(more)) given.set(name, value);
  return new URLSearchParams([...given].filter(([, value]) => value));
};

function ask(more) {
  clearTimeout(waiting);
  const form = placeIn().querySelector("form");
  read(form ? queryOf(form, more) : "");
}

/** The words chosen in a passage, or all of it. */
function pieceOf(item, as) {
  const { place } = JSON.parse(item.dataset.passage);
  const some = part && item.contains(part.text) ? part : null;
  const words = some
    ? { ...place, start: place.start + some.start, end: place.start + some.end, text: some.quote }
    : place;
  return as === "source" ? { source: [words] } : { quote: words };
}

/** What was chosen last stays chosen while a button is pressed, also by a finger. */
function remember() {
  const selection = document.getSelection();
  const inside = selection.anchorNode && box.contains(selection.anchorNode);
  if (!inside) return;
  const here = chosen();
  part = here && box.contains(here.text) ? here : null;
  if (window.CSS?.highlights) {
    if (part) CSS.highlights.set("chosen", new Highlight(rangeOf(part.text, part.start, part.end)));
    else CSS.highlights.delete("chosen");
  }
  for (const item of box.querySelectorAll("[data-passage]")) {
    const some = item.querySelector("[data-part]");
    if (some) some.hidden = !(part && item.contains(part.text));
  }
}

function put(item, as, button) {
  const piece = pieceOf(item, as);
  if (choosing) return finish(piece);
  const editor = current();
  if (!editor || !editor.view.editable) return inBlock(item, as);
  shut();
  editor.insert(piece);
  say(button.textContent.trim());
  return undefined;
}

/** Without a text to put it in, the desk makes a block of it. */
function inBlock(item, as) {
  const after = document.querySelector("[data-block]:focus-within, [data-block].is-current")?.dataset.block ?? current()?.view.dom.closest("[data-block]")?.dataset.block;
  const piece = pieceOf(item, as);
  const detail = "quote" in piece ? { kind: "quote", content: { place: piece.quote }, after } : { kind: "claim", content: { content: [piece] }, after };
  document.dispatchEvent(new CustomEvent("note:add", { detail }));
}

function finish(piece) {
  const one = choosing;
  choosing = null;
  box.querySelector("[data-choosing]").hidden = true;
  box.classList.remove("is-choosing");
  if (one) shut();
  one?.resolve(piece);
}

/** Where the passages are a sheet over the note, it makes way for what was put in it. */
function shut() {
  const aside = box.closest("aside");
  if (aside && getComputedStyle(aside).position === "fixed") aside.querySelector("[data-shut-aside]")?.click();
}

/** Waits for a passage: a piece, or null when nothing was chosen. */
export function choose({ as = "quote" } = {}) {
  if (!box) return Promise.resolve(null);
  finish(null);
  open();
  const notice = box.querySelector("[data-choosing]");
  notice.hidden = false;
  notice.querySelector("[data-choosing-quote]").hidden = as === "source";
  notice.querySelector("[data-choosing-source]").hidden = as !== "source";
  box.classList.add("is-choosing");
  say(notice.innerText);
  (box.querySelector("[data-passage] [data-text]") ?? box.querySelector("#beside-about"))?.focus();
  return new Promise((resolve) => (choosing = { as, resolve }));
}

/** Shows the aside on these passages. */
export function open() {
  const tab = document.querySelector("#aside-tab-passages");
  if (tab && (tab.getAttribute("aria-selected") !== "true" || !box.checkVisibility?.())) tab.click();
}

function dragged(event) {
  const item = event.target.closest("[data-passage]");
  if (!event.target.matches("[draggable]") || !item) return;
  const { badge } = JSON.parse(item.dataset.passage);
  const barred = ["confidential", "refused", "gone", "altered"].includes(badge);
  const piece = pieceOf(item, barred || event.altKey ? "source" : "quote");
  event.dataTransfer.setData(DRAGGED, JSON.stringify(piece));
  event.dataTransfer.setData("text/plain", "quote" in piece ? quoted(piece.quote.text) : "");
  event.dataTransfer.effectAllowed = "copy";
}

if (box) {
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const item = event.target.closest("[data-passage]");
    if (!button || button.disabled) return;
    if (button.matches("[data-cite]")) put(item, choosing?.as ?? "quote", button);
    else if (button.matches("[data-rest]")) put(item, "source", button);
    else if (button.matches("[data-block-quote]")) choosing ? finish(pieceOf(item, "quote")) : inBlock(item, "quote");
    else if (button.matches("[data-page]")) ask({ page: button.dataset.page });
    else if (button.matches("[data-choosing-end]")) finish(null);
  });
  box.addEventListener("mousedown", (event) => event.target.closest("[data-cite], [data-rest], [data-block-quote]") && event.preventDefault());
  box.addEventListener("change", (event) => event.target.matches("select") && ask());
  box.addEventListener("input", (event) => {
    if (event.target.id !== "beside-q") return;
    clearTimeout(waiting);
    waiting = setTimeout(ask, AFTER);
  });
  box.addEventListener("submit", (event) => (event.preventDefault(), ask()));
  box.addEventListener("keydown", (event) => event.key === "Escape" && choosing && (event.stopPropagation(), finish(null)));
  box.addEventListener("dragstart", dragged);
  document.addEventListener("selectionchange", remember);
  // Read when first seen: the desk opens at once, and a phone asks for what it shows.
  new IntersectionObserver((seen, watcher) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watcher.disconnect();
    read("");
  }).observe(box);
}
