// Comfort while a questionnaire is built: dragging, a preview that follows, fewer fields in sight.

import { handleOf, draggable } from "./form-dragging.js";

const list = document.querySelector("[data-building]");
const dropped = document.querySelector("[data-dropped]");
const writing = document.querySelector("[data-writing]");
const preview = document.querySelector("[data-preview]");

/** A question dropped elsewhere is moved by the same form as its buttons send. */
if (list && dropped) {
  for (const questions of list.querySelectorAll("[data-questions]")) {
    for (const question of questions.children) question.prepend(handleOf("building-handle"));
    draggable(questions, {
      item: "[data-question]",
      handle: ".building-handle",
      group: "questions",
      moved(question) {
        dropped.action = question.dataset.move;
        dropped.elements.section.value = question.closest("[data-section]").dataset.section;
        dropped.elements.before.value = question.nextElementSibling?.dataset.question ?? "";
        dropped.submit();
      },
    });
  }
}

/** The frame may be as narrow as a telephone. */
if (preview) {
  const widths = preview.querySelector(".preview-widths");
  widths.hidden = false;
  const buttons = [...widths.querySelectorAll("button")];
  const choose = (width) => {
    preview.classList.toggle("narrow", width === "narrow");
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.width === width));
    try {
      localStorage.setItem("preview-width", width);
    } catch {
      // A browser that keeps nothing asks again next time.
    }
  };
  for (const button of buttons) button.addEventListener("click", () => choose(button.dataset.width));
  try {
    choose(localStorage.getItem("preview-width") ?? "wide");
  } catch {
    choose("wide");
  }
}

if (writing) {
  const kind = writing.elements.kind;
  const kindButton = writing.querySelector("[data-kind-button]");
  kindButton.hidden = true;
  kind.addEventListener("change", () => writing.requestSubmit(kindButton));

  /** Only the answers of the question chosen are offered. */
  const decider = writing.elements.decider;
  const decide = () => {
    for (const values of writing.querySelectorAll("[data-decider]")) {
      values.hidden = values.dataset.decider !== decider.value;
    }
    const text = writing.querySelector("[data-decider-text]");
    if (text) text.hidden = !text.dataset.deciderText.split(" ").includes(decider.value) || !decider.value;
  };
  decider.addEventListener("change", decide);
  decide();

  /** A column shows the fields of its kind. */
  const shape = (column) => {
    const chosen = column.querySelector("select").value;
    const shown = (name, kinds) => {
      const input = column.querySelector(`[name$="-${name}"]`);
      if (input) input.closest(".field").hidden = !kinds.includes(chosen);
    };
    shown("options", ["single_choice", "multiple_choice"]);
    shown("unit", ["number"]);
    shown("most", ["short_text", "long_text"]);
  };
  for (const column of writing.querySelectorAll(".group-column")) {
    shape(column);
    column.addEventListener("change", () => shape(column));
  }

  /** The preview follows what is typed, once the hand rests. */
  const button = writing.querySelector("[data-preview-button]");
  let waiting = 0;
  writing.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => writing.requestSubmit(button), 600);
  });

  /** Leaving with something unsaved is asked about. */
  let unsaved = false;
  writing.addEventListener("input", () => (unsaved = true));
  writing.addEventListener("submit", (event) => {
    if (event.submitter !== button) unsaved = false;
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
