// The editor last worked in: what is chosen or dragged beside the note goes there.

/** What a piece of the note is called while it is dragged. */
export const DRAGGED = "application/x-note-piece";

let last = null;

/** The editor last worked in, while it is on the page. */
export const current = () => (last?.view.dom.isConnected ? last : null);

/** Somebody works in this one now. */
export const workIn = (editor) => (last = editor);

/** It goes away, and with it the place where things would have gone. */
export function leave(editor) {
  if (last === editor) last = null;
}
