// The themes beside the words chosen (at the foot of a phone), and the line that says what was done.

import { piece } from "./coding-asking.js";
import { rangeOf } from "./coding-words.js";

const FRESH = 10_000;
const NARROW = matchMedia("(max-width: 44rem)");

export class Palette {
  /** `choose` gets what is held and the fields that name the theme. */
  constructor(page, choose) {
    this.choose = choose;
    this.held = null;
    this.known = new Map();
    this.words = document.querySelector("[data-turn]").dataset;
    this.box = append(page, "div", { class: "palette-box", hidden: "", role: "region", "aria-label": this.words.name });
    this.line = append(page, "div", { class: "coding-said", role: "status" });
    this.box.addEventListener("click", (event) => this.clicked(event));
    this.touchedAt = -Infinity;
    this.box.addEventListener("pointerdown", () => {
      this.touchedAt = performance.now();
    });
    this.box.addEventListener("input", () => this.narrow());
    this.box.addEventListener("keydown", (event) => this.keyed(event));
    this.box.addEventListener("submit", (event) => event.preventDefault());
    this.box.addEventListener("mousedown", (event) => {
      if (!event.target.closest("input")) event.preventDefault(); // the words stay chosen
    });
  }

  /** Whether a finger is on it: a phone lets go of the selection before the button is pressed. */
  touched() {
    return performance.now() - this.touchedAt < 800;
  }

  hasFocus() {
    return this.box.contains(document.activeElement);
  }

  async open(held) {
    const same = this.held && this.held.text === held.text;
    if (!same) this.let();
    this.held = held;
    held.coded.dataset.held = ""; // not drawn anew meanwhile
    paint(held);
    if (!same || this.box.hidden) {
      try {
        this.box.innerHTML = await this.themes(held.coded.dataset.palette);
      } catch {
        return this.fail();
      }
    }
    if (this.held !== held) return undefined; // other words were chosen meanwhile
    this.box.querySelector("[data-palette-quote]").textContent = shortened(held.quote);
    this.box.hidden = false;
    this.put();
    return undefined;
  }

  /** The themes of a question; asked for again after a while, since colleagues add some. */
  async themes(address) {
    const known = this.known.get(address);
    if (known && performance.now() - known.at < FRESH) return known.html;
    const html = await piece(address);
    this.known.set(address, { html, at: performance.now() });
    return html;
  }

  /** Below the words, inside the window; on a phone the style sheet puts it at the foot. */
  put() {
    const words = rangeOf(this.held.text, this.held.start, this.held.end).getBoundingClientRect();
    if (NARROW.matches) {
      this.box.removeAttribute("style");
      const hidden = words.bottom + 16 - this.box.getBoundingClientRect().top;
      if (hidden > 0 && !this.hasFocus()) scrollBy({ top: Math.min(hidden, words.top - 16) });
      return undefined;
    }
    const { width, height } = this.box.getBoundingClientRect();
    const room = document.documentElement;
    const below = words.bottom + 8 + height < room.clientHeight || words.top < height + 16;
    const top = below ? words.bottom + 8 : words.top - height - 8;
    this.box.style.top = `${Math.max(8, top) + scrollY}px`;
    this.box.style.left = `${Math.max(8, Math.min(words.left, room.clientWidth - width - 8)) + scrollX}px`;
    return undefined;
  }

  close() {
    if (!this.held) return;
    const { text } = this.held;
    const back = this.hasFocus();
    this.let();
    this.box.hidden = true;
    paint(null);
    if (back && text.isConnected) text.focus({ preventScroll: true });
  }

  /** Hold nothing any more. */
  let() {
    if (this.held) delete this.held.coded.dataset.held;
    this.held = null;
  }

  find() {
    this.box.querySelector("[data-palette-search]")?.focus();
  }

  digit(digit) {
    this.pick(this.box.querySelector(`[data-digit="${digit}"]`));
  }

  pick(button) {
    if (!button || !this.held) return;
    if (button.hasAttribute("data-new")) {
      this.known.clear();
      this.choose(this.held, { new_theme: this.search() });
    } else {
      this.choose(this.held, { theme: button.dataset.theme });
    }
  }

  search() {
    return this.box.querySelector("[data-palette-search]").value.trim();
  }

  clicked(event) {
    if (event.target.closest("[data-palette-close]")) this.close();
    else this.pick(event.target.closest(".palette-theme"));
  }

  /** Only the themes whose words begin as typed; what has no theme of that name may become one. */
  narrow() {
    const wanted = plain(this.search());
    let same = false;
    for (const button of this.box.querySelectorAll("[data-theme]")) {
      const label = plain(button.dataset.label);
      same ||= label === wanted;
      button.parentElement.hidden = !` ${label}`.includes(` ${wanted}`) && !label.includes(wanted);
    }
    const fresh = this.box.querySelector("[data-palette-new]");
    fresh.hidden = !wanted || same;
    fresh.querySelector("[data-palette-name]").textContent = this.search();
    this.put();
  }

  /** Enter takes the first theme shown, arrows go through them, Escape leaves. */
  keyed(event) {
    const shown = [...this.box.querySelectorAll(".palette-theme")].filter((one) => !one.closest("[hidden]"));
    const here = shown.indexOf(document.activeElement);
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && here < 0) this.pick(shown[0]);
    else if (event.key === "ArrowDown") (shown[here + 1] ?? shown[0])?.focus();
    else if (event.key === "ArrowUp") (here > 0 ? shown[here - 1] : this.box.querySelector("[data-palette-search]")).focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  fail() {
    this.say(this.words.away, "", "");
  }

  /** What was done; with a way back, and the positions that a claim allows. */
  say(words, turn, claim) {
    clearTimeout(this.fading);
    this.line.replaceChildren();
    append(this.line, "span").textContent = words;
    if (claim) {
      for (const one of JSON.parse(this.words.stances)) {
        const button = append(this.line, "button", { type: "button", class: "plain", "data-take": one.value });
        append(button, "kbd").textContent = one.key;
        button.append(` ${one.words}`);
      }
    }
    if (turn) {
      const button = append(this.line, "button", { type: "button", class: "plain", "data-undo": "" });
      append(button, "kbd").textContent = "u";
      button.append(` ${this.words.undoWords}`);
    }
    this.fading = setTimeout(() => this.line.contains(document.activeElement) || this.line.replaceChildren(), 12_000);
  }
}

function append(parent, tag, attributes = {}) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  parent.append(made);
  return made;
}

/** The words stay visibly chosen while the focus is in the palette. */
function paint(held) {
  if (!CSS.highlights) return;
  CSS.highlights.delete("chosen");
  if (held) CSS.highlights.set("chosen", new Highlight(rangeOf(held.text, held.start, held.end)));
}

const shortened = (text) => (text.length > 90 ? `${[...text].slice(0, 89).join("")}…` : text);
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
