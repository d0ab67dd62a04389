// Text that never reached the server, for instance after a crash, is put back into its answers.

import { labelOf, markOf, NOTHING, questionOf, said } from "./form-entries.js";

/** Whether something was put back; `known` is what the server holds, in this page's words. */
export async function putBack(form, store, { apply, known, keep }) {
  const before = said(form);
  const restored = new Map();
  const homeless = [];
  const stores = await store.left();
  for (const { record } of stores) {
    if (arrived(form, record)) continue;
    for (const [key, text] of Object.entries(record.text)) {
      const now = known.get(key) ?? before.get(key) ?? NOTHING;
      if (text === now) continue;
      if (!questionOf(form, key)) {
        homeless.push(...JSON.parse(text).map(([, value]) => value));
        continue;
      }
      if (!restored.has(key)) restored.set(key, { text: before.get(key), mark: markOf(form, key)?.value });
      // Where the server has moved on meanwhile, the older mark makes it ask rather than choose.
      if (record.sent?.[key] !== now && markOf(form, key)) markOf(form, key).value = record.base[key];
      apply(form, key, text);
      restored.get(key).put = markOf(form, key)?.value;
    }
  }
  if (restored.size) keep();
  for (const { name } of stores) if (!homeless.length) store.drop(name);
  if (restored.size || homeless.length) tell(form, restored, homeless, { apply, stores, store });
  return restored.size > 0;
}

// The server names the page that saved last and its number: what it holds needs no return.
const arrived = (form, { page, sequence }) =>
  sequence !== null && form.dataset.lastPage === page && Number(form.dataset.lastSequence) >= sequence;

function tell(form, restored, homeless, { apply, stores, store }) {
  const words = form.dataset;
  const note = document.createElement("div");
  note.className = "notice warn put-back";
  note.setAttribute("role", "status");
  const list = document.createElement("ul");
  for (const key of restored.keys()) {
    const question = questionOf(form, key);
    const link = document.createElement("a");
    link.href = `#q.${key}`;
    link.textContent = labelOf(question);
    list.append(Object.assign(document.createElement("li"), {}));
    list.lastChild.append(link);
  }
  const text = (words_) => Object.assign(document.createElement("p"), { textContent: words_ });
  if (restored.size) note.append(text(words.saidRestored), list, button(words.saidUndo, undo));
  if (homeless.length) {
    note.append(text(words.saidHomeless));
    for (const value of homeless) note.append(Object.assign(text(value), { className: "read preserve" }));
    note.append(button(words.saidDrop, () => { for (const { name } of stores) store.drop(name); note.remove(); }));
  }
  form.prepend(note);

  function undo() {
    for (const [key, before] of restored) {
      apply(form, key, before.text);
      // What was saved meanwhile has a mark of its own, which says that it is replaced knowingly.
      const base = markOf(form, key);
      if (base?.value === before.put) base.value = before.mark;
    }
    note.remove();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function button(words, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-quiet";
  made.textContent = words;
  made.addEventListener("click", action);
  return made;
}
