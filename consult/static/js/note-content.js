// The content of a block, between its JSON (see `synthesis/drafting/block_json.py`) and the
// document of the editor: lines of text with two marks and three kinds of chips.
//
//   {"text": "…", "marks": ["strong", "emphasis"]}   typed; "\n" begins a paragraph
//   {"figure": rule, "form": "of"}                    a figure, by its rule
//   {"quote": place, "cuts": […]}                     words of an agency, locked
//   {"source": [place, …]}                            passages that a statement rests on

import { Schema } from "../dist/prosemirror.js";
import { drawn, spoken } from "./note-chips.js";

const MARKS = { strong: "strong", emphasis: "em" };
export const CHIPS = ["figure", "quote", "source"];

/** The piece a chip was copied as; what is no chip of ours is refused. */
function copied(element) {
  try {
    const piece = JSON.parse(element.dataset.piece);
    return CHIPS.some((kind) => kind in piece) && { piece };
  } catch {
    return false;
  }
}

const chip = (kind) => ({
  group: "inline",
  inline: true,
  atom: true,
  attrs: { piece: {} },
  parseDOM: [{ tag: `span[data-chip="${kind}"]`, getAttrs: copied }],
  toDOM: (node) => ["span", { "data-chip": kind, "data-piece": JSON.stringify(node.attrs.piece) }, drawn(node.attrs.piece)],
  leafText: (node) => spoken(node.attrs.piece),
});

export const schema = new Schema({
  nodes: {
    doc: { content: "line+" },
    line: { content: "inline*", parseDOM: [{ tag: "p" }, { tag: "div" }], toDOM: () => ["p", 0] },
    text: { group: "inline" },
    ...Object.fromEntries(CHIPS.map((kind) => [kind, chip(kind)])),
  },
  marks: {
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    emphasis: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  },
});

/** Which of the three kinds of chips a piece is; undefined when it is text. */
export const kindOf = (piece) => CHIPS.find((kind) => kind in piece);

/** The node of a chip. */
export const chipOf = (piece) => schema.nodes[kindOf(piece)].create({ piece });

/** The nodes of text, lines apart: [[node, …], …]. */
export function linesOf(content) {
  const lines = [[]];
  for (const piece of content) {
    if (kindOf(piece)) {
      lines.at(-1).push(chipOf(piece));
      continue;
    }
    const marks = (piece.marks ?? []).filter((name) => name in MARKS).map((name) => schema.marks[name].create());
    (piece.text ?? "").split("\n").forEach((text, rank) => {
      if (rank) lines.push([]);
      if (text) lines.at(-1).push(schema.text(text, marks));
    });
  }
  return lines;
}

/** A document from the content of a block. */
export const documentOf = (content) =>
  schema.nodes.doc.create(null, linesOf(content).map((nodes) => schema.nodes.line.create(null, nodes)));

const named = (marks) => Object.keys(MARKS).filter((name) => schema.marks[name].isInSet(marks));

/** The content of a document; neighbours set alike are one piece. */
export function contentOf(doc) {
  const content = [];
  const add = (text, marks) => {
    const last = content.at(-1);
    if (last && "text" in last && String(last.marks ?? []) === String(marks)) last.text += text;
    else content.push(marks.length ? { text, marks } : { text });
  };
  doc.forEach((line, _offset, rank) => {
    if (rank) add("\n", content.at(-1)?.marks ?? []);
    line.forEach((node) => (node.isText ? add(node.text, named(node.marks)) : content.push(node.attrs.piece)));
  });
  return content;
}

/** Whether nothing is written: no text but blanks, no chip. */
export const isBlank = (content) => content.every((piece) => !kindOf(piece) && !(piece.text ?? "").trim());
