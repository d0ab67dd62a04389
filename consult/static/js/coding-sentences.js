// Coding by sentences in place: arrows go from one to the next, Shift takes them along.

/** Open the sentences of an answer below it, or close them. */
export async function bySentences(link, piece) {
  const coded = link.closest("[data-coded]");
  const open = coded.querySelector("[data-by-sentences]");
  if (open) {
    open.remove();
    return;
  }
  if (link.hasAttribute("aria-busy")) return; // pressed again while they are on their way
  link.setAttribute("aria-busy", "true");
  let html;
  try {
    html = await piece(link.href);
  } catch {
    location.assign(link.href);
    return;
  } finally {
    link.removeAttribute("aria-busy");
  }
  // The answer may have been drawn anew meanwhile.
  const now = document.getElementById(coded.id) ?? coded;
  const from = now.querySelector("a[data-sentences]");
  from.parentElement.insertAdjacentHTML("afterend", html);
  const box = now.querySelector("[data-by-sentences]");
  box.addEventListener("keydown", (event) => keyed(event, from));
  box.querySelector("input[type=checkbox]")?.focus();
}

function keyed(event, link) {
  const form = event.target.closest("form");
  if (event.key === "Escape") {
    form.closest("[data-by-sentences]").remove();
    link.focus();
    return;
  }
  if (event.target.type !== "checkbox" || event.ctrlKey || event.metaKey || event.altKey) return;
  const ticks = [...form.querySelectorAll("input[type=checkbox]")];
  const here = ticks.indexOf(event.target);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const next = ticks[here + step];
    if (event.shiftKey) ticks[here].checked = true;
    if (!next) return;
    if (event.shiftKey) next.checked = true;
    next.focus();
  } else if (/^[1-9]$/.test(event.key)) {
    event.preventDefault();
    event.stopPropagation();
    const option = [...form.elements.theme.options].find((one) => one.dataset.digit === event.key);
    if (!option) return;
    option.selected = true;
    if (!ticks.some((one) => one.checked)) ticks[here].checked = true;
    form.requestSubmit();
  }
}
