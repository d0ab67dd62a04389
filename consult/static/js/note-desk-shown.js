// Figures and quotations that are blocks of their own, shown as the note prints them.

import { figureOf, onNews, placeOf, quoted } from "./note-chips.js";
import { desk, list } from "./note-desk-blocks.js";

function show() {
  for (const place of list.querySelectorAll("[data-shown-figure]")) {
    const known = figureOf(place.dataset.shownFigure);
    // A block of its own prints « 7 sur 10 » above its caption, as a key number.
    const form = place.classList.contains("nd-figure") ? "ratio" : "of";
    const text = known?.forms?.[form] || known?.wrong || known?.instead || place.dataset.shownFigure;
    if (place.textContent !== text) place.textContent = text;
    place.classList.toggle("is-wrong", Boolean(known?.wrong));
  }
  for (const place of list.querySelectorAll("[data-shown-quote]")) {
    const { held } = desk.of(place);
    const known = placeOf(held.place);
    place.textContent = quoted(held.place.text, held.cuts);
    place.closest(".nd-quoted").querySelector("[data-shown-by]").textContent = [known?.by ?? held.place.agency, known?.words].filter(Boolean).join(" · ");
  }
}

/** Draws them now, when more is known, and when blocks change. */
export function followShown() {
  show();
  onNews(show);
  for (const name of ["order", "saved", "news"]) document.addEventListener(`desk:${name}`, show);
}
