// What is chosen rather than typed: figures, passages, what a chart shows, what an agency described.
// Each answers with a promise of what was chosen, or of null.
//
//   pick.figure(piece?) → { figure: rule, form }       pick.passage({ as }) → { quote } or { source }
//   pick.exhibit({ exhibited }) → what it shows        pick.practice() → what was described
//   pick.cuts(place, cuts) → what a quotation leaves out

import { figureOf, onNews, tell } from "./note-chips.js";
import { choose } from "./note-passages.js";
import { dialogOf, shorten } from "./note-shortening.js";

const AFTER = 300;
const PATIENCE = 30_000;
let opening = false;
const settings = () => document.querySelector("[data-note-editor]").dataset;
const bare = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** A dialog of the server; null when it does not answer. */
async function fetched(address) {
  try {
    const answer = await fetch(address, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout?.(PATIENCE) });
    if (!answer.ok) throw new Error(String(answer.status));
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    return template.content.querySelector("dialog");
  } catch {
    window.alert(settings().failed);
    return null;
  }
}

/** Shows a dialog until it is closed; `set` arms it, and is given what to call with the answer. */
async function asked(address, set) {
  if (opening) return null; // pressed again while it is on its way
  opening = true;
  const dialog = await fetched(address);
  opening = false;
  if (!dialog) return null;
  const before = document.activeElement;
  document.body.append(dialog);
  return new Promise((resolve) => {
    let found = null;
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before?.isConnected) before.focus();
      resolve(found);
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    filtered(dialog);
    walked(dialog);
    set(dialog, (answer) => {
      found = answer;
      dialog.close();
    });
    dialog.showModal();
  });
}

/** The arrows go from what is looked for to what is found, and from one to the next. */
function walked(dialog) {
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const from = event.target.closest("[data-filter], .claim-button, [data-described]");
    if (!step || !from) return;
    event.preventDefault();
    const all = [...dialog.querySelectorAll("[data-filter], .claim-button, [data-described]")];
    const seen = all.filter((one) => one.checkVisibility() && !one.disabled);
    seen[seen.indexOf(from) + step]?.focus();
  });
}

/** What has the words typed stays: a question with all its lines, or the lines that have them. */
function filtered(dialog) {
  const input = dialog.querySelector("[data-filter]");
  if (!input) return;
  input.addEventListener("input", () => {
    const words = bare(input.value).split(/\s+/).filter(Boolean);
    const has = (element) => words.every((word) => bare(element.textContent).includes(word));
    for (const one of dialog.querySelectorAll("[data-filtered]")) one.hidden = !has(one);
    for (const group of dialog.querySelectorAll(".menu-part details")) {
      const whole = has(group.querySelector("summary"));
      const lines = [...group.querySelectorAll("li")];
      for (const line of lines) line.hidden = !whole && !has(line);
      group.hidden = !whole && lines.every((line) => line.hidden);
      group.open = words.length > 0 && !group.hidden;
    }
    for (const line of dialog.querySelectorAll(".menu-part > .claims > li")) line.hidden = !has(line);
    for (const part of dialog.querySelectorAll(".counting-menu .menu-part")) {
      part.hidden = words.length > 0 && [...part.querySelectorAll("details, :scope > .claims > li")].every((one) => one.hidden);
    }
  });
}

function figureDialog(dialog, piece, answer) {
  const form = dialog.querySelector("form");
  const { rule } = form.elements;
  const take = dialog.querySelector("[data-take]");
  const count = dialog.querySelector("[data-count]");
  const says = dialog.querySelector("[data-says]");
  const fault = dialog.querySelector("[data-wrong]");
  const hint = count.textContent;
  let turn = 0;
  let waiting = 0;
  let line = Promise.resolve();
  let last = null; // the claim on which Enter was pressed
  let wanted = 0; // the turn whose figure is taken as soon as it is known
  const show = (known) => {
    count.textContent = known ? known.forms?.of || known.instead || "" : hint;
    says.textContent = known?.words ?? "";
    fault.textContent = known?.wrong ?? "";
    fault.hidden = !known?.wrong;
    take.disabled = !known || Boolean(known.wrong);
  };
  // What was found before is not taken in the place of what is on its way; what is clicked joins
  // the rule that the click before it made.
  const ask = (given) => {
    clearTimeout(waiting);
    take.disabled = true;
    const mine = ++turn;
    const next = () => (given.add || mine === turn) && counted(mine, { rule: rule.value, ...given });
    line = line.then(next, next);
  };
  const counted = async (mine, given) => {
    try {
      const signal = AbortSignal.timeout?.(PATIENCE);
      const found = await fetch(`${form.dataset.joined}?${new URLSearchParams(given)}`, { cache: "no-store", redirect: "error", signal });
      if (!found.ok) throw new Error(String(found.status));
      const told = await found.json();
      if (given.rule !== rule.value) return; // typed over meanwhile
      if (given.add) rule.value = told.rule;
      if (mine !== turn) return;
      if (told.figure) tell({ figures: { [told.rule]: told.figure } });
      show(told.figure);
      if (wanted === mine && !take.disabled) take.click();
    } catch {
      if (mine === turn) count.textContent = settings().failed;
    } finally {
      if (mine === adding.turn) adding = {};
    }
  };
  let adding = {};
  const add = (value, how) => {
    if (adding.value === value && adding.how === how) return; // on its way
    ask({ add: value, how });
    adding = { turn, value, how };
  };
  const taken = () => {
    if (take.disabled) wanted = turn;
    else take.click();
  };
  rule.addEventListener("input", () => {
    last = null;
    take.disabled = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => ask({ rule: rule.value }), AFTER);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { name, value } = event.submitter ?? {};
    if (name === "add") add(value, form.elements.how.value);
    else if (value === "close") answer(null);
    else answer({ figure: rule.value.trim(), form: piece?.form ?? "of" });
  });
  dialog.addEventListener("click", (event) => {
    const known = event.target.closest("[data-rule]");
    if (!known) return;
    rule.value = known.dataset.rule;
    ask({ rule: rule.value });
  });
  // A claim clicked twice is taken: once to see what it counts, once more to have it. So is one
  // on which Enter is pressed twice. What it counts may still be on its way.
  dialog.addEventListener("dblclick", (event) => event.target.closest(".claim-button") && taken());
  dialog.addEventListener("keydown", (event) => {
    const claim = event.target.closest(".claim-button");
    if (event.key !== "Enter" || !claim) return;
    const again = claim === last && form.elements.how.value === "replace";
    if (again || event.repeat) event.preventDefault();
    if (again && !event.repeat) taken();
    last = claim;
  });
  const before = piece?.figure ?? piece?.rule;
  if (before) {
    rule.value = before;
    ask({ rule: before });
  }
}

function exhibitDialog(dialog, exhibited, answer) {
  const list = dialog.querySelector("[data-chosen]");
  const shape = dialog.querySelector("template[data-line]");
  const take = dialog.querySelector("[data-take-lines]");
  const lines = [];
  const add = (line) => {
    const item = shape.content.firstElementChild.cloneNode(true);
    const label = item.querySelector("[data-line-label]");
    const draw = () => {
      const known = figureOf(line.rule);
      item.querySelector("[data-line-figure]").textContent = known?.forms?.of || known?.instead || line.rule;
      if (!label.value) label.value = line.label || (known?.words ?? "");
    };
    const one = { item, told: () => ({ label: label.value.trim(), rule: line.rule }) };
    lines.push(one);
    item.querySelector("[data-drop]").addEventListener("click", () => {
      lines.splice(lines.indexOf(one), 1);
      item.remove();
      stop();
      take.disabled = !lines.length;
    });
    const stop = onNews(draw);
    draw();
    list.append(item);
    take.disabled = false;
  };
  for (const line of exhibited?.lines ?? []) add(line);
  dialog.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.exhibited) answer(JSON.parse(button.dataset.exhibited));
    else if (button?.matches("[data-take-lines]")) answer({ of: "rules", lines: lines.map((one) => one.told()) });
    else if (button?.matches("[data-add-line]")) {
      const found = await pick.figure();
      if (found) add({ label: "", rule: found.figure });
    }
  });
}

function practiceDialog(dialog, answer) {
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("[data-described]");
    if (button) answer(JSON.parse(button.dataset.described));
  });
}

export const pick = {
  figure: (piece) => asked(settings().figures, (dialog, answer) => figureDialog(dialog, piece, answer)),
  passage: choose,
  exhibit: ({ exhibited } = {}) => asked(settings().exhibits, (dialog, answer) => exhibitDialog(dialog, exhibited, answer)),
  practice: () => asked(settings().practices, practiceDialog),
  cuts: (place, cuts = []) =>
    new Promise((resolve) => {
      let found = cuts;
      let stop = () => {};
      const dialog = dialogOf("note-menu-quote", null, () => {
        stop();
        resolve(found);
      });
      dialog.querySelector('button[value="remove"]').remove();
      stop = shorten(dialog, place, cuts, (now) => (found = now));
    }),
};
