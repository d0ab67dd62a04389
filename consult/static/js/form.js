// The agency's form. Everything here is comfort: without it the same form saves and sends.

import { follow as followConditions } from "./form-conditions.js";
import { follow as followCounters } from "./form-counters.js";
import { follow as followRankings } from "./form-rankings.js";
import { follow as followBlocks } from "./form-blocks.js";
import { follow as followTexts } from "./form-texts.js";
import { follow as followNumbers } from "./form-numbers.js";
import { follow as followFiles } from "./form-files.js";
import { follow as followChoices } from "./form-choices.js";
import { follow as followConsent } from "./form-consent.js";
import { follow as followSections } from "./form-sections.js";
import { follow as followOpening } from "./form-opening.js";
import { follow as followSaving } from "./form-saving.js";

const form = document.querySelector("form.sheet");

if (form) {
  followConditions(form);
  followCounters(form);
  followRankings(form);
  followBlocks(form);
  followChoices(form);
  followNumbers(form);
  followTexts(form);
  followFiles(form);
  followConsent(form);
  followSections(form);
  followSaving(form);
  followOpening(form);
  document.getElementById("problems")?.focus();
}
