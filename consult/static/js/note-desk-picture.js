// A picture is chosen among the files of the reader's computer and sent at once; the block then
// holds what the server made of it.

import { root } from "./note-desk-blocks.js";

const PATIENCE = 120_000;

const token = () => document.querySelector("input[name=csrf_token]").value;

/** The file that is chosen, or null. */
const chosen = (field) =>
  new Promise((resolve) => {
    field.value = "";
    field.addEventListener("change", () => resolve(field.files[0] ?? null), { once: true });
    field.addEventListener("cancel", () => resolve(null), { once: true });
    field.click();
  });

/** What the server made of a file, or the sentence that says why it did not. */
async function sent(file, block) {
  const body = new FormData();
  body.append("picture", file);
  body.append("block", block.key);
  try {
    const response = await fetch(root.dataset.pictures, {
      method: "POST",
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
      body,
      redirect: "error",
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    return (await response.json().catch(() => null)) ?? {};
  } catch {
    return {};
  }
}

/** Ask for a picture for a block; null where there is none. */
export async function pictureFor(block) {
  const line = block.article.querySelector("[data-picture-said]");
  const file = await chosen(block.article.querySelector("[data-picture-file]"));
  if (!file) return null;
  const say = (text) => {
    line.hidden = !text;
    line.textContent = text;
  };
  say(line.dataset.reading);
  const { picture, said } = await sent(file, block);
  say(picture ? "" : (said ?? line.dataset.failed));
  return picture ?? null;
}
