// A text that was not on the server when the call closed is shown, so that it can be copied.

import { left, startOf } from "./form-kept.js";

const place = document.querySelector("[data-left]");

if (place) {
  const stores = await left(startOf(place.dataset.left));
  for (const [label, words] of stores.flatMap(({ record }) => record.shown ?? [])) {
    const title = Object.assign(document.createElement("h3"), { textContent: label });
    const text = Object.assign(document.createElement("p"), { textContent: words, className: "read preserve" });
    place.append(title, text);
    place.hidden = false;
  }
}
