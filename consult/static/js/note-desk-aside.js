// Beside the note: passages, checks, preview, remarks; on a phone a sheet over it. Says
// « desk:tab » {name} when a part comes to the front, so that it is filled only then.

import { root, tell } from "./note-desk-blocks.js";

const aside = document.getElementById("desk-aside");
const tabs = [...aside.querySelectorAll("[role=tab]")];

export function show(name, { focus = false } = {}) {
  for (const tab of tabs) {
    const chosen = tab.dataset.tab === name;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    document.getElementById(`aside-${tab.dataset.tab}`).hidden = !chosen;
    if (chosen && focus) tab.focus();
  }
  aside.classList.add("is-open");
  root.classList.add("has-sheet");
  tell("tab", { name });
}

export const shown = () => tabs.find((tab) => tab.getAttribute("aria-selected") === "true").dataset.tab;

/** How many things a tab holds. */
export function count(name, number) {
  root.querySelector(`[data-tab="${name}"] [data-tab-count]`).textContent = number || "";
}

export function beginAside() {
  aside.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) show(tab.dataset.tab);
    if (event.target.closest("[data-shut-aside]")) {
      aside.classList.remove("is-open");
      root.classList.remove("has-sheet");
    }
  });
  aside.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
    const at = tabs.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    show(tabs[(at + step + tabs.length) % tabs.length].dataset.tab, { focus: true });
  });
  root.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open-aside]");
    if (opener) show(opener.dataset.openAside, { focus: true });
  });
}
