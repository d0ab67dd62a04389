// What staff type for an agency: the same comforts as the agency's form, without its saving.

import { follow as followConditions } from "./form-conditions.js";
import { follow as followCounters } from "./form-counters.js";
import { follow as followRankings } from "./form-rankings.js";
import { follow as followBlocks } from "./form-blocks.js";
import { follow as followChoices } from "./form-choices.js";
import { follow as followNumbers } from "./form-numbers.js";

const form = document.querySelector("form.entering");

if (form) {
  for (const follow of [
    followConditions,
    followCounters,
    followRankings,
    followBlocks,
    followChoices,
    followNumbers,
  ]) {
    follow(form);
  }
}
