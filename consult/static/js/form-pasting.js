// What a clipboard holds, read as lines: paragraphs, lists, bold, italic, links; the rest is left.
//
// A line is { prefix, runs: [{ text, bold, italic, href }] }; `prefix` is « • » or « 1. » with two
// spaces for each level, as `contributions/texts/rich.py` reads it.

const LEFT = new Set(
  "SCRIPT STYLE HEAD TITLE META LINK NOSCRIPT TEMPLATE IFRAME OBJECT EMBED SVG MATH SELECT BUTTON".split(" "),
);
const PARAGRAPHS = new Set("P H1 H2 H3 H4 H5 H6 BLOCKQUOTE PRE TABLE UL OL DL FIGURE HR".split(" "));
const LINES = new Set("DIV SECTION ARTICLE HEADER FOOTER MAIN ASIDE NAV LI DT DD TR CAPTION ADDRESS FIGCAPTION".split(" "));
const CELLS = new Set(["TD", "TH"]);
const DEEPEST = 6;
const WHITE = /[\t\n\f\r ]+/g;
export const SAFE = /^(?:https?:\/\/|mailto:)[^\s\0-\x1f\x7f<>"\\]+$/i;
const LONGEST_LINK = 2000;

const styled = (element, name) =>
  new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, "i").exec(element.getAttribute("data-style") ?? "")?.[1].trim();

// Halves of characters are dropped; whole ones, which JavaScript also holds in two, are kept.
const clean = (text) => text.toWellFormed().replace(/[\0-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]/g, "");

function manner(element, before) {
  const weight = styled(element, "font-weight");
  const slant = styled(element, "font-style");
  const named = (...names) => names.includes(element.tagName);
  const now = { ...before };
  if (named("B", "STRONG", "H1", "H2", "H3", "H4", "H5", "H6", "TH")) now.bold = true;
  if (named("I", "EM", "CITE", "DFN")) now.italic = true;
  if (weight) now.bold = weight === "bold" || weight === "bolder" || Number(weight) >= 600;
  if (slant) now.italic = /italic|oblique/i.test(slant);
  const href = named("A") ? (element.getAttribute("href") ?? "").trim() : "";
  if (SAFE.test(href) && href.length <= LONGEST_LINK) now.href = href;
  return now;
}

class Reader {
  lines = [];
  line = null;
  gap = false; // A blank line is due before whatever comes next.
  lists = [];
  office = []; // The numbers reached at each level of a list of Word.
  pending = "";
  cell = false;

  end(paragraph) {
    this.line = null;
    this.gap ||= paragraph;
  }

  open() {
    if (this.line) return;
    const item = this.pending.trim() !== "";
    const listed = item && /\S/.test(this.lines.at(-1)?.prefix ?? "");
    if (this.gap && this.lines.length && !listed) this.lines.push({ prefix: "", runs: [] });
    this.gap = false;
    this.line = { prefix: this.pending, runs: [] };
    this.pending = "";
    this.lines.push(this.line);
  }

  text(words, how) {
    const atStart = !this.line?.runs.length;
    let text = clean(words).replace(WHITE, " ");
    if (atStart || this.line.runs.at(-1).text.endsWith(" ")) text = text.replace(/^ /, "");
    if (!text || (!this.line && !text.trim())) return;
    this.open();
    const last = this.line.runs.at(-1);
    if (last && last.bold === how.bold && last.italic === how.italic && last.href === how.href) last.text += text;
    else this.line.runs.push({ text, ...how });
  }

  verbatim(words, how) {
    clean(words)
      .split(/\r\n|\r|\n/)
      .forEach((piece, rank) => {
        if (rank) this.break();
        if (!piece) return;
        this.open();
        this.line.runs.push({ text: piece, ...how });
      });
  }

  break() {
    if (!this.line) this.lines.push({ prefix: "", runs: [] });
    this.line = null;
  }

  children(element, how, exact) {
    for (const child of element.childNodes) this.node(child, how, exact);
  }

  node(node, how, exact) {
    if (node.nodeType === Node.TEXT_NODE) {
      if (exact) this.verbatim(node.data, how);
      else this.text(node.data, how);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || LEFT.has(node.tagName.toUpperCase())) return;
    this.element(node, node.tagName.toUpperCase(), manner(node, how), exact);
  }

  element(element, tag, how, exact) {
    const own = exact || tag === "PRE" || /^pre/i.test(styled(element, "white-space") ?? "");
    const level = /\blevel([1-9])/.exec(styled(element, "mso-list") ?? "");
    if (tag === "BR") return this.break();
    if (level && styled(element, "mso-list").toLowerCase() !== "ignore") return this.listed(element, how, Number(level[1]));
    if (tag === "UL" || tag === "OL") return this.list(element, tag, how);
    if (tag === "LI") return this.item(element, how);
    if (CELLS.has(tag)) {
      if (this.line) this.cut();
      return this.inside(element, how);
    }
    const paragraph = PARAGRAPHS.has(tag);
    if (!paragraph && !LINES.has(tag)) return this.children(element, how, own);
    if (this.lists.length || this.cell) {
      // A paragraph inside an item or a cell is its text, not a paragraph of its own.
      if (this.line && !this.cell && paragraph) this.end(false);
      return this.children(element, how, own);
    }
    if (!/^MsoList/i.test(element.className)) this.office = [];
    this.end(paragraph);
    this.children(element, how, own);
    this.end(paragraph);
  }

  cut() {
    const last = this.line.runs.at(-1);
    if (last) last.text = last.text.trimEnd();
    this.line.runs.push({ text: " | ", bold: false, italic: false, href: "" });
  }

  inside(element, how) {
    const before = this.cell;
    this.cell = true;
    this.children(element, how, false);
    this.cell = before;
  }

  list(element, tag, how) {
    this.end(!this.lists.length);
    const start = Number.parseInt(element.getAttribute("start") ?? "1", 10);
    this.lists.push({ numbered: tag === "OL", next: Number.isNaN(start) ? 1 : start });
    this.children(element, how, false);
    this.lists.pop();
    this.end(!this.lists.length);
  }

  item(element, how) {
    const list = this.lists.at(-1) ?? { numbered: false, next: 1 };
    this.end(false);
    this.mark(this.lists.length, list.numbered ? list.next++ : 0);
    this.children(element, how, false);
    this.pending = "";
    this.end(false);
  }

  /** A list of Word: paragraphs that say their level, and a sign that is theirs alone. */
  listed(element, how, level) {
    const sign = [...element.querySelectorAll("[data-style]")].find((one) =>
      /^ignore$/i.test(styled(one, "mso-list") ?? ""),
    );
    const numbered = /[0-9a-z]\s*[.)]/i.test(sign?.textContent ?? "");
    const said = Number.parseInt(sign?.textContent ?? "", 10);
    sign?.remove();
    this.office.length = level;
    this.office[level - 1] = Number.isNaN(said) ? (this.office[level - 1] ?? 0) + 1 : said;
    this.end(true);
    this.mark(level, numbered ? this.office[level - 1] : 0);
    this.children(element, how, false);
    this.pending = "";
    this.end(true);
  }

  mark(depth, number) {
    const most = Math.min(Math.max(depth, 1), DEEPEST) - 1;
    this.pending = "  ".repeat(most) + (number ? `${Math.min(number, 999)}. ` : "• ");
  }
}

const trimmed = (line) => {
  const runs = line.runs.map((run) => ({ ...run }));
  if (runs.length) runs.at(-1).text = runs.at(-1).text.replace(/[ \u00a0]+$/, "");
  if (runs.every((run) => !run.text.trim())) return { prefix: "", runs: [] };
  return { prefix: line.prefix, runs: runs.filter((run) => run.text) };
};

const isEmpty = (line) => !line.runs.length;

// The browser would refuse styles and handlers aloud although nothing is placed on the page.
const harmless = (html) =>
  html.replace(/<style\b[^]*?<\/style\s*>/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/([\s"'/])(style|on[a-z]+)(\s*=)/gi, "$1data-$2$3"));

/** The lines of a piece of HTML, which is only ever parsed, never placed on the page. */
export function linesOf(html) {
  const reader = new Reader();
  const page = new DOMParser().parseFromString(harmless(html), "text/html");
  reader.children(page.body, { bold: false, italic: false, href: "" }, false);
  const lines = reader.lines.map(trimmed);
  while (lines.length && isEmpty(lines[0])) lines.shift();
  while (lines.length && isEmpty(lines.at(-1))) lines.pop();
  return lines.filter((line, rank) => !isEmpty(line) || !isEmpty(lines[rank - 1]));
}

/** The lines of a plain text, as they stand. */
export const plainLines = (text) =>
  clean(text)
    .split(/\r\n|\r|\n/)
    .map((line) => ({ prefix: "", runs: line ? [{ text: line, bold: false, italic: false, href: "" }] : [] }));
