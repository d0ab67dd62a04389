// Repeated groups: add a block in place, move it, take one away, take that back.

import { draggable, handleOf } from "./form-dragging.js";

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

class Group {
  constructor(box) {
    this.box = box;
    this.words = box.dataset;
    this.add = box.querySelector('button[name="more"]');
    this.end = box.querySelector(".blocks-end");
    for (const block of this.blocks) this.ready(block);
    this.add?.addEventListener("click", (event) => {
      event.preventDefault();
      this.grow().querySelector(".subfield input:not([type=hidden]), .subfield textarea, .subfield select")?.focus();
    });
    // A text that comes back may need more blocks than the page was drawn with.
    box.addEventListener("wanted", ({ detail }) => {
      while (this.add && this.blocks.length < detail) this.grow();
    });
    box.closest(".question").addEventListener("restored", () => this.settle());
    draggable(box, {
      item: ".block",
      handle: ".block-handle",
      moved: (block) => this.moved(block),
    });
    this.number();
  }

  get blocks() {
    return [...this.box.querySelectorAll(":scope > .block")];
  }

  order(block) {
    return block.querySelector(".block-order input");
  }

  name(block) {
    return block.querySelector(".block-title").textContent.replace(/[\s⠿]+/g, " ").trim();
  }

  grow() {
    const rank = this.blocks.length;
    const holder = document.createElement("div");
    holder.innerHTML = this.box
      .querySelector("template")
      .innerHTML.replaceAll("__rank__", String(rank))
      .replaceAll("__number__", String(rank + 1));
    const block = holder.firstElementChild;
    (this.blocks.at(-1) ?? this.box.firstElementChild).after(block);
    this.ready(block);
    this.number();
    this.add.querySelector(".blocks-next").textContent = String(rank + 2);
    this.add.hidden = rank + 1 >= Number(this.words.most);
    block.dispatchEvent(new Event("added", { bubbles: true }));
    return block;
  }

  ready(block) {
    const line = block.querySelector(".block-remove");
    const box = line.querySelector("input");
    const tools = document.createElement("p");
    tools.className = "block-tools";
    const tool = (act, action) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-link";
      button.dataset.does = act;
      button.addEventListener("click", action);
      tools.append(button);
      return button;
    };
    const move = (step) => () => this.move(block, step);
    tool("up", move(-1));
    tool("down", move(1));
    tool("remove", () => this.set(block, true));
    line.hidden = true;
    line.after(tools);
    block.querySelector(".block-order").hidden = true;
    block.querySelector(".block-title").prepend(handleOf("block-handle"));
    const back = document.createElement("p");
    back.className = "block-removed";
    block.append(back);
    if (box.checked) this.set(block, true);
  }

  /** The places as they stand on the page: numbers, words of the buttons, what is sent. */
  number() {
    const { blocks } = this;
    blocks.forEach((block, rank) => {
      block.querySelector(".block-rank").textContent = String(rank + 1);
      this.order(block).value = String(rank + 1);
      const item = this.name(block);
      for (const button of block.querySelectorAll(".block-tools button")) {
        button.textContent = filled(this.words[button.dataset.does], { item });
      }
      const [up, down] = block.querySelectorAll(".block-tools button");
      up.hidden = rank === 0;
      down.hidden = rank === blocks.length - 1;
    });
    this.box.classList.toggle("alone", blocks.length < 2);
  }

  move(block, step) {
    const other = step < 0 ? block.previousElementSibling : block.nextElementSibling;
    if (!other?.classList.contains("block")) return;
    if (step < 0) other.before(block);
    else other.after(block);
    this.moved(block);
    const [up, down] = block.querySelectorAll(".block-tools button");
    const again = step < 0 ? up : down;
    (again.hidden ? (step < 0 ? down : up) : again).focus();
  }

  moved(block) {
    const before = this.name(block);
    this.number();
    const rank = this.blocks.indexOf(block) + 1;
    this.end.textContent = filled(this.words.said, { item: before, rank, most: this.blocks.length });
    this.order(block).dispatchEvent(new Event("change", { bubbles: true }));
  }

  set(block, gone) {
    const { words } = this;
    const item = this.name(block);
    const back = block.querySelector(".block-removed");
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "btn btn-link";
    undo.textContent = words.undo;
    undo.addEventListener("click", () => this.set(block, false));
    const box = block.querySelector(".block-remove input");
    box.checked = gone;
    block.classList.toggle("removed", gone);
    const said = filled(words.removed, { item });
    back.replaceChildren(...(gone ? [said, " ", undo] : []));
    this.end.textContent = gone ? said : "";
    box.dispatchEvent(new Event("change", { bubbles: true }));
    (gone ? undo : block.querySelector('[data-does="remove"]')).focus();
  }

  /** After a text came back: blocks where their numbers say, and removed where ticked. */
  settle() {
    const place = (block) => Number(this.order(block).value) || Infinity;
    const sorted = this.blocks.sort((one, other) => place(one) - place(other));
    this.end.before(...sorted);
    for (const block of sorted) {
      const gone = block.querySelector(".block-remove input").checked;
      if (gone !== block.classList.contains("removed")) {
        const { activeElement } = document;
        this.set(block, gone);
        activeElement?.focus();
      }
    }
    this.number();
  }
}

export function follow(form) {
  form.querySelectorAll("[data-blocks]").forEach((box) => new Group(box));
}
