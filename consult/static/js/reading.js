// The reading desk by keyboard: j and k go through the answers, n and p through the questions,
// letters note what the reader thinks of the answer at hand.

import "./reading-news.js";
import { answers, choose, current, goTo, isForThePage, keysOn, turnKeys } from "./reading-keys.js";
import { read, send } from "./reading-marks.js";

const help = document.getElementById("keys-help");
const follow = (selector) => document.querySelector(selector)?.click();

/** The answer that is in sight, for whoever has chosen none yet. */
const inSight = () => answers().find((one) => one.getBoundingClientRect().bottom > 80);

function next() {
  const here = current();
  if (!here) {
    const first = inSight();
    if (first) goTo(first);
    return;
  }
  read(here);
  const all = answers();
  const one = all[all.indexOf(here) + 1];
  if (one) goTo(one);
  else follow("[data-page-after]");
}

function previous() {
  const all = answers();
  const here = current();
  const one = here ? all[all.indexOf(here) - 1] : inSight();
  if (one) goTo(one);
  else follow("[data-page-before]");
}

function press(key) {
  if (!current() && inSight()) choose(inSight());
  const button = current()?.querySelector(`[data-marks] [data-key="${key}"]`);
  if (button) send(button);
}

const KEYS = {
  j: next,
  k: previous,
  n: () => follow("[data-after]"),
  p: () => follow("[data-before]"),
  "/": () => follow("[data-search]"),
  "?": () => help?.showModal(),
  ...Object.fromEntries([..."rfbca"].map((key) => [key, () => press(key)])),
};

document.addEventListener("keydown", (event) => {
  const act = isForThePage(event) && KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

for (const kind of ["focusin", "pointerdown"]) {
  document.addEventListener(kind, (event) => {
    const answer = event.target.closest?.("[data-answer]");
    if (answer) choose(answer);
  });
}

for (const line of document.querySelectorAll("[data-keys-line]")) {
  line.hidden = false;
  line.querySelector("[data-keys-help]").addEventListener("click", () => help.showModal());
}
const turn = document.querySelector("[data-keys-switch]");
if (turn) {
  turn.checked = keysOn();
  turn.addEventListener("change", () => turnKeys(turn.checked));
}

const target = location.hash.startsWith("#answer-") && document.getElementById(location.hash.slice(1));
if (target) choose(target);

// The list of questions may be longer than the window: where one is comes into sight.
const list = document.querySelector(".desk-left");
const here = list?.querySelector("[aria-current]");
if (here) list.scrollTop += here.getBoundingClientRect().top - list.getBoundingClientRect().top - 120;
