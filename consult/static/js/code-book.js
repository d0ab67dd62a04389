// Dragging themes, one way more beside the buttons.

import { draggable, handleOf } from "./form-dragging.js";

const dropped = document.querySelector("[data-dropped]");

/** The next theme under the same one: what is in between stands under others. */
const following = (theme) => {
  let next = theme.nextElementSibling;
  while (next && next.dataset.parent !== theme.dataset.parent) next = next.nextElementSibling;
  return next?.dataset.theme ?? "";
};

for (const themes of document.querySelectorAll("[data-themes]")) {
  for (const theme of themes.children) theme.prepend(handleOf("building-handle"));
  draggable(themes, {
    item: "[data-theme]",
    handle: ".building-handle",
    moved(theme) {
      dropped.action = theme.dataset.move;
      dropped.elements.before.value = following(theme);
      dropped.submit();
    },
  });
}
