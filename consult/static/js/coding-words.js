// Words of an answer by their characters, as the server counts them: code points of the plain text.
// A [data-text] element holds that text and nothing else, cut into runs.

const WORD = /[\p{L}\p{N}\p{M}_]+/gu;
const BLANK = /\s/u;
const PART = /[\p{L}\p{N}\p{M}_]/u;

/** The one text in which something is chosen, and from where to where; null when there is none. */
export function chosen() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const texts = [...document.querySelectorAll("[data-text]")].filter((text) => range.intersectsNode(text));
  const found = texts.map((text) => within(text, range)).filter(Boolean);
  return found.length === 1 ? found[0] : null;
}

/** The part of a range that lies in a text, from whole word to whole word. */
function within(text, range) {
  const all = [...text.textContent];
  let start = text.contains(range.startContainer) ? count(text, range.startContainer, range.startOffset) : 0;
  let end = text.contains(range.endContainer) ? count(text, range.endContainer, range.endOffset) : all.length;
  while (start < end && BLANK.test(all[start])) start += 1;
  while (end > start && BLANK.test(all[end - 1])) end -= 1;
  if (start >= end) return null;
  while (start > 0 && PART.test(all[start]) && PART.test(all[start - 1])) start -= 1;
  while (end < all.length && PART.test(all[end]) && PART.test(all[end - 1])) end += 1;
  return { text, start, end, quote: all.slice(start, end).join("") };
}

/** How many characters of the text stand before a place in it. */
function count(text, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(text);
  range.setEnd(node, offset);
  return [...range.toString()].length;
}

/** The range of characters `start` to `end` of a text. */
export function rangeOf(text, start, end) {
  const range = document.createRange();
  range.selectNodeContents(text);
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let seen = 0;
  let begun = false;
  while (walker.nextNode()) {
    const signs = [...walker.currentNode.data];
    const units = (signCount) => signs.slice(0, signCount).join("").length;
    if (!begun && start < seen + signs.length) {
      range.setStart(walker.currentNode, units(start - seen));
      begun = true;
    }
    if (end <= seen + signs.length) {
      range.setEnd(walker.currentNode, units(end - seen));
      break;
    }
    seen += signs.length;
  }
  return range;
}

/** Arrows go from word to word of a text that has the focus; with Shift they choose several. */
export function walk(text) {
  let anchor = -1;
  let here = -1;
  text.tabIndex = 0;
  text.setAttribute("role", "group");
  text.setAttribute("aria-label", text.dataset.hint);
  text.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.target !== text || event.ctrlKey || event.metaKey || event.altKey) return;
    const words = [...text.textContent.matchAll(WORD)];
    if (!words.length) return;
    event.preventDefault();
    here = Math.min(words.length - 1, Math.max(0, here + step));
    if (!event.shiftKey || anchor < 0) anchor = here;
    const [first, last] = [words[Math.min(anchor, here)], words[Math.max(anchor, here)]];
    const signs = (units) => [...text.textContent.slice(0, units)].length;
    const range = rangeOf(text, signs(first.index), signs(last.index + last[0].length));
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  });
}
