// Blocks that are no text show what is chosen beside the note.

import { writesElsewhere } from "./note-desk-blocks.js";
import { save } from "./note-desk-saving.js";
import { pick } from "./note-picking.js";
import { pictureFor } from "./note-desk-picture.js";

/** What is no text is chosen beside: a passage, a figure, what a chart shows, a practice. */
const picked = {
  passage: async () => {
    const found = await pick.passage({ as: "quote" });
    return found && { place: found.quote, cuts: found.cuts ?? [] };
  },
  cuts: async ({ place, cuts = [] }) => {
    const found = await pick.cuts(place, cuts);
    return found && { cuts: found };
  },
  figure: async ({ rule }) => {
    const found = await pick.figure(rule && { figure: rule });
    return found && { rule: found.figure };
  },
  exhibit: async ({ exhibited }) => {
    const found = await pick.exhibit({ exhibited });
    return found && { exhibited: found };
  },
  practice: async () => {
    const found = await pick.practice();
    return found && { described: found };
  },
  picture: async (_held, block) => {
    const found = await pictureFor(block);
    return found && { picture: found };
  },
};

/** Chooses it, puts it in the block, and draws the block anew. */
export async function choose(block, what) {
  const found = await picked[what](block.held, block);
  if (!found) return;
  Object.assign(block.held, found);
  await save(block, { draw: true });
  if (writesElsewhere()) return;
  // A picture that nothing is said of keeps the note from approval: its words come next.
  const words = what === "picture" && block.article.querySelector("[data-field=alternative]");
  (words && !words.value ? words : block).focus();
}
