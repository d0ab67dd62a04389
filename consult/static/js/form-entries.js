// What the form holds, question by question, and how it is put back.
// A name is « prefix.question key.… » and a key holds no dot, so the key is found by itself.

const NOT_TYPED = /^(?:base|keep)\./;

const keyOf = (name) => (NOT_TYPED.test(name) ? "" : (name.split(".")[1] ?? ""));

const byName = ([one], [other]) => (one < other ? -1 : Number(one > other));

/** Question key → its inputs as text; what is empty says nothing and is left out. */
export function said(form) {
  const found = new Map();
  for (const question of form.querySelectorAll("[data-question]")) {
    found.set(question.dataset.question, []);
  }
  for (const [name, value] of new FormData(form)) {
    if (!(value instanceof File) && value) found.get(keyOf(name))?.push([name, value]);
  }
  for (const [key, entries] of found) found.set(key, JSON.stringify(entries.sort(byName)));
  return found;
}

export const NOTHING = "[]";

/** Keys whose text is not the same in both. */
export const changed = (now, before) =>
  [...now.keys()].filter((key) => now.get(key) !== (before.get(key) ?? NOTHING));

export const questionOf = (form, key) =>
  form.querySelector(`[data-question="${CSS.escape(key)}"]`);

export const labelOf = (question) =>
  question.querySelector(".question-label")?.firstChild?.textContent.trim() ?? "";

/** What a question holds, as people read it: the words of a choice in place of its key. */
export function wordsOf(question) {
  const inputs = [...question.querySelectorAll("input, textarea, select")].filter(
    (input) =>
      input.name.startsWith("q.") && input.type !== "hidden" && !input.name.includes("..") && input.value,
  );
  return inputs
    .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
    .map((input) =>
      ["radio", "checkbox"].includes(input.type) ? input.closest("label")?.innerText : input.value,
    )
    .join("\n");
}

export const markOf = (form, key) => form.elements[`base.${key}`];

/** Put the inputs of one question back as they were; whoever draws it anew hears `restored`. */
export function apply(form, key, text) {
  const question = questionOf(form, key);
  if (!question) return false;
  const entries = JSON.parse(text);
  withBlocks(question, key, entries);
  const values = Map.groupBy?.(entries, ([name]) => name) ?? grouped(entries);
  const taken = new Map();
  for (const input of question.querySelectorAll("input, textarea, select")) {
    if (!input.name || input.type === "file" || NOT_TYPED.test(input.name)) continue;
    const given = (values.get(input.name) ?? []).map(([, value]) => value);
    if (["radio", "checkbox"].includes(input.type)) input.checked = given.includes(input.value);
    else {
      const rank = taken.get(input.name) ?? 0;
      taken.set(input.name, rank + 1);
      write(input, given[rank] ?? "");
    }
  }
  question.dispatchEvent(new Event("restored", { bubbles: true }));
  return true;
}

// A calendar shows nothing of what is no day: such a text gets a plain input.
function write(input, value) {
  if (input.type === "date" && value && !/^\d{4}-\d\d-\d\d$/.test(value)) input.type = "text";
  if (input.value !== value) input.value = value;
}

function grouped(entries) {
  const found = new Map();
  for (const entry of entries) found.set(entry[0], [...(found.get(entry[0]) ?? []), entry]);
  return found;
}

function withBlocks(question, key, entries) {
  const start = `q.${key}.`;
  const ranks = entries
    .filter(([name]) => name.startsWith(start))
    .map(([name]) => Number(name.slice(start.length).split(".")[0]))
    .filter((rank) => Number.isInteger(rank));
  question
    .querySelector("[data-blocks]")
    ?.dispatchEvent(new CustomEvent("wanted", { detail: Math.max(0, ...ranks) + 1 }));
}
