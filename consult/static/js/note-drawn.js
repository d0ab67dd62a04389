// What the blocks without text show: a figure resolved, a quotation as it will be printed, the name
// of what a chart is of. Drawn again when blocks come or more is known.

import { faultOf, figureOf, labelOf, onNews, placeOf, quoted } from "./note-chips.js";

const list = document.getElementById("desk-blocks");
const settings = () => document.querySelector("[data-note-editor]").dataset;

const put = (element, text) => element && element.textContent !== text && (element.textContent = text);

function figure(article, { rule }) {
  const place = article.querySelector("[data-figure]");
  if (!rule || !place) return;
  const known = figureOf(rule);
  put(place, known?.forms?.of || known?.instead || rule);
  let says = place.nextElementSibling;
  if (!says?.matches(".note-drawn-says")) place.after((says = Object.assign(document.createElement("p"), { className: "note-drawn-says" })));
  put(says, known?.wrong ?? known?.words ?? "");
  says.classList.toggle("is-wrong", Boolean(known?.wrong));
}

function quote(article, { place, cuts }) {
  const box = article.querySelector("[data-quoted]");
  if (!place || !box) return;
  const known = placeOf(place);
  put(box.querySelector("p"), quoted(place.text, cuts));
  put(box.querySelector("footer"), [known?.by ?? place.agency, known?.badge ? known.words : ""].filter(Boolean).join(" · "));
  box.classList.toggle("is-barred", Boolean(faultOf({ quote: place })));
}

function exhibit(article, { exhibited }) {
  const place = article.querySelector("[data-shown]");
  if (!exhibited || !place) return;
  const words = JSON.parse(settings().shown)[exhibited.of] ?? "";
  const lines = (exhibited.lines ?? []).map(({ label, rule }) => `${label || rule} : ${figureOf(rule)?.forms?.of ?? "…"}`);
  const label = exhibited.question ? (labelOf(exhibited.question) ?? "…") : "";
  put(place, [[label, words].filter(Boolean).join(" – "), ...lines].join("\n"));
}

const DRAWN = { figure, quote, chart: exhibit, table: exhibit };

function draw() {
  for (const article of list.querySelectorAll("[data-block]")) {
    DRAWN[article.dataset.kind]?.(article, JSON.parse(article.dataset.content));
  }
}

if (list) {
  onNews(draw);
  new MutationObserver(draw).observe(list, { childList: true });
  draw();
}
