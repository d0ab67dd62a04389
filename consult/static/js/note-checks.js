// The checks beside the note: asked again after each saving, never two at a time. F8 goes to the
// next thing found, Shift+F8 to the one before.

import { count, show } from "./note-desk-aside.js";
import { desk, root } from "./note-desk-blocks.js";
import { act } from "./note-desk-saving.js";

const PAUSE = 1500;
const box = document.querySelector("[data-checks]");
const list = box.querySelector("[data-checks-list]");
const said = document.querySelector("[data-checks-said]");
const bar = document.querySelector("[data-checks-bar]");
const KINDS = ["blocks", "warns", "proposes"];
let timer = 0;
let asking = false;
let again = false;
let at = "";

const open = () => [...list.querySelectorAll("details[open]")].length > 0;

function counted(counts) {
  const told = KINDS.filter((kind) => counts[kind]).map((kind) => bar.dataset[`said${kind[0].toUpperCase()}${kind.slice(1)}`].replace("{count}", counts[kind]));
  const text = told.slice(0, 2).join(" · ") || bar.dataset.saidClear;
  bar.hidden = !desk.blocks().length;
  bar.classList.toggle("is-blocked", counts.blocks > 0);
  if (bar.textContent !== text) {
    bar.textContent = text;
    said.textContent = text;
  }
  count("checks", counts.blocks + counts.warns);
}

/** What is found marks its block, so that one sees it without the list. */
function marked() {
  const grave = new Set([...list.querySelectorAll(".nc-blocks [data-at]")].map((one) => one.dataset.at));
  for (const block of desk.blocks()) block.article.classList.toggle("has-finding", grave.has(block.key));
}

async function check() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    const response = await fetch(box.dataset.checks, { cache: "no-store", redirect: "error" });
    if (!response.ok) throw new Error(response.status);
    const opened = open();
    const inside = list.contains(document.activeElement);
    list.innerHTML = await response.text();
    if (opened) for (const one of list.querySelectorAll("details")) one.open = true;
    current();
    counted(JSON.parse(list.querySelector("[data-counts]").dataset.counts));
    marked();
    if (inside) (found().find((one) => one.dataset.finding === at) ?? found()[0])?.querySelector("a, button")?.focus();
    box.querySelector("[data-checks-waiting]").hidden = true;
  } catch {
    const waiting = box.querySelector("[data-checks-waiting]");
    waiting.textContent = box.dataset.saidFailed;
    waiting.hidden = false;
  }
  asking = false;
  if (again) {
    again = false;
    soon();
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE);
}

const found = () => [...list.querySelectorAll("[data-finding]")];

function current() {
  for (const one of found()) one.classList.toggle("is-current", one.dataset.finding === at);
}

function go(one) {
  at = one.dataset.finding;
  current();
  const shut = one.closest("details");
  if (shut) shut.open = true;
  one.scrollIntoView({ block: "nearest" });
  if (one.dataset.at) desk.go(one.dataset.at);
  said.textContent = one.innerText;
}

function next(step) {
  const all = found().filter((one) => one.dataset.at);
  if (!all.length) return;
  const now = all.findIndex((one) => one.dataset.finding === at);
  go(all[(now + step + all.length + (now < 0 && step < 0 ? 1 : 0)) % all.length]);
}

async function clicked(event) {
  const one = event.target.closest("[data-finding]");
  const fix = event.target.closest("[data-fix]");
  if (fix) {
    at = one.dataset.finding;
    fix.disabled = true;
    await told(await act(box.dataset.mend, { finding: at, choice: Number(fix.dataset.fix) }));
  } else if (event.target.closest("[data-correct-all]")) {
    await told(await act(box.dataset.typography));
  } else if (one && event.target.closest("a[href^='#']")) {
    event.preventDefault();
    go(one);
  }
}

async function told(answer) {
  if (answer?.said) said.textContent = answer.said;
  await check();
}

if (root) {
  list.addEventListener("click", clicked);
  for (const name of ["saved", "news", "order"]) document.addEventListener(`desk:${name}`, soon);
  document.addEventListener("desk:tab", ({ detail }) => detail.name === "checks" && check());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F8") return;
    event.preventDefault();
    show("checks");
    next(event.shiftKey ? -1 : 1);
  });
  check();
}
