// How a number or a day is read is said below it while it is typed.

import { dayIn, isAmbiguous, numberIn } from "./form-reading.js";

const LANGUAGE = document.documentElement.lang;
const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const figures = (number) => number.toLocaleString(LANGUAGE, { maximumFractionDigits: 15 });

const daysOf = (iso) =>
  new Date(`${iso}T12:00:00Z`).toLocaleDateString(LANGUAGE, {
    weekday: "long", year: "numeric", month: "long", day: "numeric", timeZone: "UTC",
  });

function numberWords(input, { dataset }) {
  const text = input.value;
  const unit = dataset.unit ?? "";
  if (!text.trim() || /^-?[0-9]{1,4}$/.test(text.trim())) return "";
  const found = numberIn(text, unit);
  if (found !== null) return filled(dataset.readAs, { read: `${figures(found)}${unit && `\u00a0${unit}`}` });
  if (!isAmbiguous(text, unit)) return dataset.unread;
  const bare = text.replace(unit, "").trim();
  const [whole, rest] = bare.split(/[.,]/);
  const decimal = Number(`${whole}.${rest}`);
  return filled(dataset.either, { one: figures(decimal), other: figures(Number(`${whole}${rest}`)) });
}

function dayWords(input, { dataset }) {
  if (input.type === "date" || !input.value.trim()) return "";
  const found = dayIn(input.value);
  return found ? filled(dataset.readAs, { read: daysOf(found) }) : dataset.unread;
}

function update(hint) {
  const input = document.getElementById(hint.dataset.for);
  if (!input) return;
  hint.textContent = hint.dataset.reads === "day" ? dayWords(input, hint) : numberWords(input, hint);
}

/** A date is often copied from a letter: « 26 octobre 2018 » pasted into a calendar is that day. */
function pasted(event) {
  const { target } = event;
  if (target.type !== "date") return;
  const found = dayIn(event.clipboardData?.getData("text/plain") ?? "");
  if (!found) return;
  event.preventDefault();
  target.value = found;
  target.dispatchEvent(new Event("input", { bubbles: true }));
}

export function follow(form) {
  const all = (box) => box.querySelectorAll("[data-reads]").forEach(update);
  form.addEventListener("input", ({ target }) => {
    const hint = target.id && document.getElementById(`${target.id}..read`);
    if (hint) update(hint);
  });
  form.addEventListener("paste", pasted);
  form.addEventListener("restored", ({ target }) => all(target));
  form.addEventListener("added", ({ target }) => all(target));
  all(form);
}
