// French as it is typed: quotation marks, apostrophes, and the spaces before high punctuation.
// Erasing at once gives back what was typed.

import { Plugin, PluginKey } from "../dist/prosemirror.js";

const THIN = "\u202f";
const FIRM = "\u00a0";
const OPENS = /(?:^|[\s(\[’'–—\u00a0\u202f])$/u;

/** What a sign becomes after a text: { erase, text }, or nothing when it stays. */
export function helped(before, sign) {
  const blank = /[ \u00a0\u202f]$/.test(before);
  const erase = blank ? 1 : 0;
  if (sign === '"') return OPENS.test(before) ? { erase: 0, text: `«${FIRM}` } : { erase, text: `${FIRM}»` };
  if (sign === "«") return { erase: 0, text: `«${FIRM}` };
  if (sign === " " && /«\u00a0$/.test(before)) return { erase: 0, text: "" };
  if (sign === "»" && before) return { erase, text: `${FIRM}»` };
  if (sign === "'" && /[\p{L}\p{M}]$/u.test(before)) return { erase: 0, text: "’" };
  if (sign === "." && /(?<!\.)\.\.$/.test(before)) return { erase: 2, text: "…" };
  if (/[;!?]/.test(sign) && (blank ? /\S[ \u00a0\u202f]$/.test(before) : /[\p{L}\p{M}\p{N})»%\ufffc]$/u.test(before))) {
    return { erase, text: THIN + sign };
  }
  if (sign === ":" && /\S[ \u00a0\u202f]$/.test(before)) return { erase: 1, text: `${FIRM}:` };
  return null;
}

const key = new PluginKey("typing");

/** The line before the cursor, a chip counting for one sign. */
const before = ($from) => $from.parent.textBetween(0, $from.parentOffset, null, "\ufffc");

/** Gives back what was typed when it is erased at once. */
export function untyped(state, dispatch) {
  const last = key.getState(state);
  if (!last) return false;
  if (dispatch) dispatch(state.tr.insertText(last.typed, last.from, last.to));
  return true;
}

export const frenchTyping = () =>
  new Plugin({
    key,
    state: {
      init: () => null,
      apply: (tr, last) => tr.getMeta(key) ?? (tr.docChanged || tr.selectionSet ? null : last),
    },
    props: {
      handleTextInput(view, from, to, sign) {
        if (from !== to || view.composing || [...sign].length !== 1) return false;
        const said = before(view.state.selection.$from);
        const help = helped(said, sign);
        if (!help) return false;
        const start = from - help.erase;
        const typed = said.slice(said.length - help.erase) + sign;
        const tr = help.text ? view.state.tr.insertText(help.text, start, to) : view.state.tr;
        view.dispatch(tr.setMeta(key, { from: start, to: start + help.text.length, typed }).scrollIntoView());
        return true;
      },
    },
  });
