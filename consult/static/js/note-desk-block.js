// One block on the page: its fields, its editor, what the server has of it.

import { mount } from "./note-editor.js";

const HELD = ["place", "cuts", "rule", "exhibited", "described", "annex", "picture", "on"];

/** Content as one text, the same whatever the order of its fields; empty ones say nothing. */
export function mark(content) {
  const said = (value) => value !== "" && value !== null && value !== undefined && value !== false && !(Array.isArray(value) && !value.length);
  const sorted = (value) => {
    if (Array.isArray(value)) return value.map(sorted);
    if (!value || typeof value !== "object") return value;
    return Object.fromEntries(Object.keys(value).sort().filter((name) => said(value[name])).map((name) => [name, sorted(value[name])]));
  };
  const { proposed, ...rest } = content;
  return JSON.stringify(sorted(rest));
}

/** A title is as high as its words. */
function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

export class Block {
  /** `changed` hears of every letter typed. */
  constructor(article, { mayWrite, changed }) {
    this.mayWrite = mayWrite;
    this.changed = () => changed(this);
    this.take(article);
  }

  take(article) {
    this.article = article;
    this.key = article.dataset.block;
    this.kind = article.dataset.kind;
    this.revision = Number(article.dataset.revision);
    const content = JSON.parse(article.dataset.content);
    this.held = Object.fromEntries(HELD.filter((name) => name in content).map((name) => [name, content[name]]));
    this.fields = [...article.querySelectorAll("[data-field]")];
    for (const field of this.fields) {
      field.addEventListener("input", () => {
        if (field.matches(".nd-title")) grow(field);
        this.changed();
      });
      if (field.matches(".nd-title")) requestAnimationFrame(() => grow(field));
    }
    const place = article.querySelector("[data-editor]");
    this.editor = null;
    if (place && this.mayWrite) {
      const { placeholder } = place.dataset;
      place.replaceChildren();
      this.editor = mount(place, { content: content.content ?? [], kind: this.kind, placeholder, label: article.getAttribute("aria-label"), onChange: this.changed });
    }
    this.known = mark(this.content());
    this.late = null;
    this.settling = false;
  }

  /** What it holds as it stands on the page. */
  content() {
    const typed = Object.fromEntries(this.fields.map((field) => [field.dataset.field, field.value.replaceAll(/\s*\n\s*/g, field.matches(".nd-title") ? " " : "\n")]));
    return { ...this.held, ...typed, ...(this.editor ? { content: this.editor.content() } : {}) };
  }

  get isChanged() {
    return mark(this.content()) !== this.known;
  }

  get isBlank() {
    return (!this.editor || this.editor.isBlank()) && this.fields.every((field) => !field.value.trim()) && !Object.keys(this.held).length;
  }

  /** Whether a hand is in it, so that nothing may move under it. */
  get isAtWork() {
    const active = document.activeElement;
    const writes = active?.matches("textarea, input, [contenteditable=true], .note-text");
    return this.settling || (writes && this.article.contains(active));
  }

  /** Put a content on the page, as somebody left it. */
  fill(content) {
    for (const field of this.fields) field.value = content[field.dataset.field] ?? "";
    for (const name of HELD) if (name in content) this.held[name] = content[name];
    this.editor?.set(content.content ?? []);
  }

  /** Draw it anew as the server has it; what was typed meanwhile goes on, where it was typed. */
  redraw(article) {
    const focused = this.article.contains(document.activeElement);
    const writes = focused && document.activeElement.matches(".note-text");
    const caret = this.editor?.caret();
    const typed = this.isChanged ? this.content() : null;
    this.editor?.destroy();
    this.article.replaceWith(article);
    this.take(article);
    if (typed) this.fill(typed);
    if (writes && this.editor) this.editor.focus(caret);
    else if (focused) this.focus();
    if (typed) this.changed();
  }

  /** Somebody has changed it: it is no longer as it was proposed. */
  isKept() {
    this.article.classList.remove("is-proposed");
    this.article.querySelector(".nd-proposed")?.remove();
  }

  focus() {
    const title = this.article.querySelector(".nd-title");
    if (title && (!this.editor || !title.value)) title.focus();
    else if (this.editor) this.editor.focus();
    else (this.article.querySelector("[data-pick]") ?? this.article).focus();
  }

  leave() {
    this.editor?.destroy();
    this.article.remove();
  }
}
