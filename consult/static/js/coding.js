// Coding: choose words, then a theme by its digit, by its name or in the palette.
// Everything here is also possible without it, sentence by sentence.

import { piece, send, turn } from "./coding-asking.js";
import { bySentences } from "./coding-sentences.js";
import { Palette } from "./coding-palette.js";
import { chosen, rangeOf, walk } from "./coding-words.js";
import { isForThePage } from "./reading-keys.js";

const told = document.querySelector("[data-turn]");
const palette = told && new Palette(document.querySelector("main"), choose);
let last = null;
let sent = null;

const areSame = (one, other) => one?.text === other?.text && one?.start === other?.start && one?.end === other?.end;

async function choose(held, fields) {
  const { coded, text, start, end } = held;
  const place = { version: coded.dataset.version, item: text.dataset.item, field: text.dataset.field };
  sent = held;
  const { written, drawn } = await send(coded, coded.dataset.code, { ...place, span: `${start}-${end}`, ...fields });
  if (!drawn) return palette.fail();
  if (areSame(palette.held, held)) palette.close(); // else others were chosen meanwhile
  if (written) said(drawn);
  return undefined;
}

/** Say what was done, with what may be done next: undo, or a position towards the claim. */
function said(coded) {
  last = coded.dataset.made && coded.dataset.claim ? { coded, made: coded.dataset.made } : null;
  palette.say(coded.dataset.said, coded.dataset.turn, last ? coded.dataset.claim : "");
}

async function take(stance) {
  if (!last) return;
  const { coded, made } = last;
  last = null; // pressed again, it would be said twice
  const { written, drawn } = await send(coded, `${coded.dataset.turn}${made}`, { stance_before: "", stance });
  if (!drawn) return palette.fail();
  if (written) palette.say(drawn.dataset.said, drawn.dataset.turn, "");
  return undefined;
}

async function undo(kind) {
  last = null; // what a position would be said of may be gone
  const words = await turn(`${told.dataset.turn}${kind}`);
  if (words) palette.say(words, kind === "undo" ? "" : told.dataset.turn, "");
  else palette.fail();
}

/** The words chosen in an answer that may be coded. */
function wanted() {
  const found = chosen();
  const coded = found?.text.closest("[data-code]");
  return coded ? { ...found, coded } : null;
}

/** Watch for words chosen with the mouse, the finger or the keyboard; not while they are drawn over. */
let waiting = 0;
let down = false;
function look() {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (down || palette.hasFocus()) return;
    const found = wanted();
    if (found) palette.open(found);
    else if (!palette.touched()) palette.close();
  }, 150);
}

/** Where the finger or the mouse goes down decides what becomes of the words chosen. */
function pointing(event) {
  down = event.type === "pointerdown";
  if (down && palette.held && !event.target.closest(".palette-box, [data-place-here], [data-text]")) palette.close();
  if (!down) look();
}

function pressed(event) {
  if (event.key === "Escape" && palette.held) return palette.close();
  if (!isForThePage(event)) return undefined;
  const stances = { "+": "support", "-": "oppose", "=": "nuance" };
  const held = palette.held ?? wanted();
  if (held && /^[1-9t]$/.test(event.key)) {
    event.preventDefault();
    return palette.open(held).then(() => (event.key === "t" ? palette.find() : palette.digit(event.key)));
  }
  if (last && stances[event.key]) return take(stances[event.key]);
  if (event.key === "u") return undo("undo");
  if (event.key === "U") return undo("redo");
  if (event.key === "v") return confirmNext(event);
  return undefined;
}

/** One key confirms the first passage to look at again that has a place, here or on the page. */
function confirmNext(event) {
  const near = event.target.closest("[data-answer], article") ?? document;
  const button = near.querySelector("[data-confirm]") ?? document.querySelector("[data-confirm]");
  button?.form.requestSubmit(button);
}

/** A form inside an answer is sent without leaving the page; refused or away, it keeps its text. */
async function submitted(event) {
  const turning = event.target.closest("form[data-turning]");
  if (turning) {
    event.preventDefault();
    undo(turning.dataset.turning);
    return;
  }
  const form = event.target.closest("form[data-change]");
  const coded = form?.closest("[data-coded]");
  if (!coded) return;
  event.preventDefault();
  if (form.hasAttribute("aria-busy")) return; // pressed again before it was answered
  form.setAttribute("aria-busy", "true");
  const { submitter } = event;
  const address = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action;
  const { written, drawn } = await send(coded, address, new FormData(form, submitter));
  form.removeAttribute("aria-busy");
  if (!drawn) palette.fail();
  else if (written) said(drawn);
}

function clicked(event) {
  const here = event.target.closest("[data-place-here]");
  if (here) place(here);
  const stance = event.target.closest("[data-take]");
  if (stance) take(stance.dataset.take);
  const back = event.target.closest("[data-undo]");
  if (back) undo("undo");
  const link = event.target.closest("a[data-sentences]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    bySentences(link, piece);
  }
}

/** The words of a line in the margin, or the lines of words that are pressed. */
function pointed(event) {
  const strand = event.target.closest?.("[data-strand]");
  if (strand) show(strand.closest("[data-coded]"), [strand.dataset.strand]);
  const run = event.type === "click" && event.target.closest("mark[data-names]");
  if (run && document.getSelection().isCollapsed) show(run.closest("[data-coded]"), run.dataset.names.split(" "));
}

/** Put a passage that moved on the words chosen in its answer. */
async function place(button) {
  const coded = button.closest("[data-coded]");
  const { held } = palette;
  if (held?.coded !== coded) return palette.say(button.dataset.first, "", "");
  const { text, start, end } = held;
  const fields = new FormData(button.form);
  for (const [name, value] of Object.entries({
    act: "place",
    version: coded.dataset.version,
    item: text.dataset.item,
    field: text.dataset.field,
    span: `${start}-${end}`,
  })) {
    fields.set(name, value);
  }
  const { written, drawn } = await send(coded, button.form.action, fields);
  palette.close();
  if (written && drawn) said(drawn);
  return undefined;
}

/** Tie the words of passages to their lines in the margin. */
function show(coded, names) {
  for (const one of coded.querySelectorAll(".is-shown")) one.classList.remove("is-shown");
  for (const name of names) {
    const strand = document.getElementById(`strand-${name}`);
    strand?.classList.add("is-shown");
    for (const run of coded.querySelectorAll("mark[data-names]")) {
      if (run.dataset.names.split(" ").includes(name)) run.classList.add("is-shown");
    }
  }
}

/** Words chosen while their answer was on its way are chosen again in its new drawing. */
function chooseAgain(coded) {
  const { held } = palette;
  if (!held || areSame(held, sent) || held.coded.id !== coded.id || held.text.isConnected) return;
  const same = ({ dataset: { item, field } }) => item === held.text.dataset.item && field === held.text.dataset.field;
  const text = [...coded.querySelectorAll("[data-text]")].find(same);
  if (!text || coded.dataset.version !== held.coded.dataset.version) return palette.close();
  const selection = document.getSelection();
  selection.removeAllRanges();
  selection.addRange(rangeOf(text, held.start, held.end));
}

function prepare(coded) {
  if (!coded.dataset.code) return;
  for (const text of coded.querySelectorAll("[data-text]")) walk(text);
  for (const button of coded.querySelectorAll("[data-place-here]")) {
    button.hidden = false;
    button.addEventListener("mousedown", (event) => event.preventDefault());
  }
}

if (told) {
  document.querySelectorAll("[data-coded]").forEach(prepare);
  document.addEventListener("coded:drawn", ({ detail }) => {
    prepare(detail);
    chooseAgain(detail);
  });
  document.addEventListener("selectionchange", look);
  for (const kind of ["pointerdown", "pointerup", "pointercancel"]) document.addEventListener(kind, pointing);
  document.addEventListener("keydown", pressed);
  document.addEventListener("submit", submitted);
  document.addEventListener("click", clicked);
}
document.addEventListener("click", pointed);
document.addEventListener("pointerover", pointed);
