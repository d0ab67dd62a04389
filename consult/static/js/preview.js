// The form as staff preview it: everything that shows, nothing that saves.

import { follow as followConditions } from "./form-conditions.js";
import { follow as followCounters } from "./form-counters.js";
import { follow as followRankings } from "./form-rankings.js";
import { follow as followBlocks } from "./form-blocks.js";
import { follow as followChoices } from "./form-choices.js";
import { follow as followNumbers } from "./form-numbers.js";
import { follow as followTexts } from "./form-texts.js";

const form = document.querySelector("[data-previewed]");

if (form) {
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const follow of [
    followConditions, followCounters, followRankings, followBlocks, followChoices, followNumbers, followTexts,
  ]) follow(form);
}
