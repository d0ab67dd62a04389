// What others do meanwhile: asked for every few seconds while somebody looks. Nothing that is
// being read moves: new answers are announced, and only what was noted or coded is drawn again.

import { refresh } from "./coding-asking.js";
import { inTurn, put } from "./reading-marks.js";

const EVERY = 5_000;
const PATIENCE = 30_000;
const place = document.querySelector("[data-news]");
const desk = document.querySelector("[data-desk]");
const address = place && new URL(place.dataset.news, location.href);
const drawn = new Map();
// What is to be drawn again: it stays there until it could be.
const coded = new Map();
const marked = new Map();

const name = ([contribution, question]) => `${contribution}-${question}`;
const shown = (pair) => document.getElementById(`answer-${name(pair)}`);

async function marksOf(pair) {
  const path = desk.dataset.marksOf.replace(/0\/0$/, pair.join("/"));
  const signal = AbortSignal.timeout?.(PATIENCE);
  const reply = await fetch(path, { headers: { "X-Fragment": "1" }, cache: "no-store", redirect: "error", signal });
  return reply.ok ? reply.text() : null;
}

/** Whether somebody is at work in an answer: words chosen, the focus, or a form open inside. */
function atWork(inside) {
  const selection = document.getSelection();
  const selecting = !selection.isCollapsed && inside.contains(selection.anchorNode);
  return selecting || inside.contains(document.activeElement) || inside.querySelector("details[open], [data-by-sentences]") || inside.hasAttribute("data-held");
}

async function redrawCoded(pair) {
  const old = document.getElementById(`coded-${name(pair)}`);
  if (!old || (!atWork(old) && (await refresh(old, atWork)))) coded.delete(name(pair));
}

async function redrawMarks([contribution, question, stamp]) {
  const pair = [contribution, question];
  const answer = shown(pair);
  const writes = () => answer.querySelector("[data-marks] details[open]");
  if (answer && drawn.get(name(pair)) !== stamp) {
    if (writes()) return;
    const html = await marksOf(pair);
    if (writes()) return; // opened meanwhile
    if (html !== null) {
      drawn.set(name(pair), stamp);
      put(answer, html);
    }
  }
  marked.delete(name(pair));
}

/** Says how many answers are new, once for each number. */
function announce(count) {
  const line = place.firstElementChild;
  const words = count === 1 ? place.dataset.saidOne : place.dataset.saidMany.replace("{count}", count);
  const said = line.querySelector("[data-news-words]");
  if (!count || said.textContent === words) return;
  said.textContent = words;
  line.querySelector("[data-news-show]").href = location.pathname + location.search;
  line.hidden = false;
}

async function ask() {
  if (document.hidden) return;
  try {
    const reply = await fetch(address, { cache: "no-store", redirect: "error" });
    if (!reply.ok) return;
    const news = await reply.json();
    address.searchParams.set("since", news.now);
    announce(news.arrived);
    for (const one of news.marked) marked.set(name(one), one);
    for (const one of news.coded) coded.set(name(one), one);
    for (const one of [...marked.values()]) await inTurn(() => redrawMarks(one));
    for (const one of [...coded.values()]) await redrawCoded(one);
  } catch {
    // The network is away for a moment: the page stays as it is and asks again.
  }
}

if (place && desk) {
  document.addEventListener("visibilitychange", ask);
  setInterval(ask, EVERY);
}
