// One statement made of two where Enter is pressed inside it, and two of one where Backspace is
// pressed at the start of the second. The page shows it at once; the server keeps it as one thing
// to undo, and what it refuses is put back as it was, with what was typed meanwhile.

import { fieldFor, handOver, leave } from "./note-desk-ahead.js";
import { send } from "./note-desk-asking.js";
import { mark } from "./note-desk-block.js";
import { desk, list, tell } from "./note-desk-blocks.js";
import { addressFor, inTurn, keep, refused, said } from "./note-desk-saving.js";

const isContested = (block) => !block.article.querySelector("[data-conflict]").hidden;
const spaced = /(^|[\s\u00a0\u202f])$/u;

/** What the server has of a block from now on; what was typed meanwhile is saved next. */
function known(block, content, revision) {
  Object.assign(block, { known: mark(content), revision, settling: false });
  if (block.isChanged) block.changed();
}

/** Back as it was: nothing of it reached the server. */
function loose(block) {
  block.settling = isContested(block);
  block.changed();
}

function why(status, answer) {
  if (answer?.said) tell("refused", { said: answer.said });
  else refused(status);
}

/** Ends the block where the cursor is; what follows is a block of its own. */
export async function split(block, { before, after }) {
  if (block.settling) return;
  const whole = block.content();
  block.settling = true;
  block.editor.set(before);
  const first = block.content();
  const label = block.article.getAttribute("aria-label");
  const field = fieldFor(block.kind, { list, behind: block.article, label, changed: keep });
  await inTurn(async () => {
    const body = { whole, before: first, after: { content: after }, revision: block.revision, since: desk.revision };
    const { status, answer } = isContested(block) ? { status: 0 } : await send(addressFor(block, "/split"), body);
    const stays = document.activeElement === field;
    const elsewhere = stays ? null : document.activeElement;
    const typed = field.value.replaceAll("\n", " ");
    leave(field);
    if (status !== 200) {
      block.editor.set(typed ? [...before, { text: ` ${typed} ` }, ...after] : whole.content);
      loose(block);
      block.focus();
      why(status, answer);
      return;
    }
    known(block, first, answer.revision);
    desk.apply(answer);
    said(answer);
    const fresh = desk.get(answer.added);
    if (stays || typed) fresh.editor.focus(1);
    if (typed) handOver(fresh, typed);
    elsewhere?.focus({ preventScroll: true });
  });
}

/** The block before, where it is of the same kind: what one goes on with. */
function ahead(block) {
  const shown = desk.blocks().filter((one) => !one.article.hidden);
  const before = shown[shown.indexOf(block) - 1];
  return before?.kind === block.kind && before.editor && !before.settling ? before : null;
}

function glued(first, second) {
  const end = first.at(-1);
  const space = !first.length || !second.length || spaced.test(end.text ?? "-") ? [] : [{ text: " " }];
  return [...first, ...space, ...second];
}

/** Whether it went on in the block before. */
export function join(block) {
  const into = block.settling ? null : ahead(block);
  if (!into) return false;
  const [first, second] = [into.content(), block.content()];
  const caret = into.editor.end() + (glued(first.content, second.content).length - first.content.length - second.content.length);
  into.fill({ ...first, justification: first.justification || second.justification, content: glued(first.content, second.content) });
  const joined = into.content();
  into.settling = true;
  block.settling = true;
  block.article.hidden = true;
  into.editor.focus(caret);
  keep();
  inTurn(() => told(block, into, { first, second, joined }));
  return true;
}

async function told(block, into, { first, second, joined }) {
  const body = { into: into.key, first, first_revision: into.revision, second, revision: block.revision, joined, since: desk.revision };
  const contested = isContested(block) || isContested(into);
  const { status, answer } = contested ? { status: 0 } : await send(addressFor(block, "/join"), body);
  if (status !== 200) {
    block.article.hidden = false;
    // Where somebody has typed on, both stay: better the same words twice than words lost.
    if (mark(into.content()) === mark(joined)) into.fill(first);
    loose(into);
    loose(block);
    why(status, answer);
    return;
  }
  Object.assign(block, { known: mark(block.content()), settling: false });
  known(into, joined, answer.revision);
  desk.apply(answer);
  said(answer);
}
