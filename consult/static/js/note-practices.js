// What agencies described, in the dialog where one is taken: looked for, and leafed through.

const AFTER = 300;
const PATIENCE = 30_000;
let waiting = 0;
let turn = 0;

/** Draws another page of the list; what was asked for meanwhile comes in its place. */
async function show(dialog, page) {
  const { practices, failed } = document.querySelector("[data-note-editor]").dataset;
  const list = dialog.querySelector("[data-practices-found]");
  const asked = new URLSearchParams({ q: dialog.querySelector("[data-look-for]").value, page });
  const mine = ++turn;
  try {
    const signal = AbortSignal.timeout?.(PATIENCE);
    const answer = await fetch(`${practices}?${asked}`, { cache: "no-store", redirect: "error", signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    if (mine !== turn || !dialog.isConnected) return;
    const walked = list.contains(document.activeElement);
    list.replaceChildren(...template.content.querySelector("[data-practices-found]").childNodes);
    list.scrollTop = 0;
    if (walked) list.querySelector("[data-described]:not(:disabled)")?.focus();
  } catch {
    if (mine === turn && dialog.isConnected) list.replaceChildren(failed);
  }
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-look-for]")) return;
  const dialog = event.target.closest("dialog");
  clearTimeout(waiting);
  waiting = setTimeout(() => dialog.isConnected && show(dialog, 1), AFTER);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-practices-page]");
  if (!button) return;
  clearTimeout(waiting); // words that are typed go with this
  show(button.closest("dialog"), button.dataset.practicesPage);
});
