// The desk where the note is written: this file joins its parts (see note-desk-*.js).

import { desk, begin, list, mayWrite, root, writesElsewhere } from "./note-desk-blocks.js";
import { beginAside } from "./note-desk-aside.js";
import { choose } from "./note-desk-choosing.js";
import { isOpen, menuOf } from "./note-desk-menu.js";
import { followOrder, inside, step } from "./note-desk-moving.js";
import { listen } from "./note-desk-news.js";
import { remarkOn, beginRemarks } from "./note-desk-remarks.js";
import { fieldFor, handOver, isTyped, leave } from "./note-desk-ahead.js";
import { act, addressFor, flush, follow, keep as remember, save } from "./note-desk-saving.js";
import { send } from "./note-desk-asking.js";
import { join, split } from "./note-desk-parting.js";
import { followShown } from "./note-desk-shown.js";

const words = root.dataset;
const toast = root.querySelector("[data-toast]");
const AGAIN = 3000;
const NEXT = { chapter: "claim", heading: "claim" };
let toasting = 0;

/** A line at the foot, with what takes it back, or where more is said. */
function say(text, { undo = false, history = "" } = {}) {
  clearTimeout(toasting);
  toast.replaceChildren(text);
  if (history) {
    const link = document.createElement("a");
    Object.assign(link, { href: history, textContent: words.saidHistory });
    toast.append(" ", link);
  }
  if (undo) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "plain", textContent: words.saidUndo });
    button.addEventListener("click", () => turn(words.undo));
    toast.append(" ", button);
  }
  toast.hidden = false;
  toasting = setTimeout(() => (toast.hidden = true), undo || history ? 12_000 : 5000);
}

/** Whether the focus went elsewhere; the alarm gives it back to who goes on typing. */
const hasLeft = (field) => ![field, document.getElementById("alarm")].includes(document.activeElement);

async function turn(address) {
  const answer = await act(address);
  if (!answer) return;
  say(answer.said, answer);
  const key = answer.key ?? answer.at;
  if (key && desk.get(key) && !writesElsewhere()) desk.go(key);
}

/** A field for what is typed until the block is there; nothing where nothing is typed. */
function ahead(kind, after, text) {
  const behind = desk.get(after)?.article ?? null;
  const label = kindItem(kind)?.querySelector("b").textContent ?? "";
  return fieldFor(kind, { list, behind, label, text, changed: remember });
}

async function add(kind, after, content = {}, text = "") {
  const field = isTyped(kind) && !Object.keys(content).length ? ahead(kind, after, text) : null;
  let answer = await act(words.blocks, { kind, content, after });
  // Without network it waits there, unless it is left empty.
  while (!answer?.added && !answer?.said && field && (field.value.trim() || !hasLeft(field))) {
    await new Promise((resolve) => setTimeout(resolve, AGAIN));
    answer = await act(words.blocks, { kind, content, after });
  }
  const stays = field && !writesElsewhere(field);
  const block = desk.get(answer?.added);
  if (!block) {
    if (answer?.said) say(answer.said);
    if (answer?.said && field?.value.trim()) return false; // no room: what was typed stays there
    if (stays) desk.get(after)?.focus();
    if (field) leave(field);
    return false;
  }
  if (!field || stays) desk.go(block.key);
  if (field) {
    const said = field.value;
    const elsewhere = stays ? null : document.activeElement;
    leave(field);
    if (said === "/" && stays && block.editor) slash(block);
    else if (said) {
      const rest = handOver(block, said);
      elsewhere?.focus();
      if (rest || (rest === "" && stays)) add(NEXT[kind] ?? kind, block.key, {}, rest);
    }
  }
  const picker = block.article.querySelector("[data-pick]");
  if (picker && !Object.keys(content).length && ["quote", "figure", "chart", "table", "picture"].includes(kind)) choose(block, picker.dataset.pick);
  return true;
}

async function remove(block) {
  const order = desk.blocks();
  const at = order.indexOf(block);
  const answer = await act(addressFor(block, "/remove"));
  if (!answer) return;
  say(answer.removed > 1 ? words.saidRemovedMany.replace("{count}", answer.removed) : words.saidRemoved, { undo: true });
  if (writesElsewhere()) return;
  const left = desk.blocks();
  (left[Math.min(at, left.length - 1)]?.article ?? root.querySelector("[data-begin]"))?.focus();
}

const written = (item) => "written" in item.dataset;

/** Who goes on typing types in it: what is typed meanwhile goes on in the block drawn anew. */
function turned(block, kind) {
  (block.editor ?? block).focus();
  return save(block, { kind });
}

/** What a block can become: typed text stays typed text. */
function turnInto(block, button = null, anchor = null) {
  menuOf(block.article, {
    button,
    anchor,
    only: (item) => written(item) && item.dataset.kind !== block.kind,
    chosen: (kind) => turned(block, kind),
  });
}

const below = (block, button) =>
  menuOf(block ? block.article : button.parentElement, {
    button,
    chosen: (kind) => add(kind, block ? block.key : (desk.blocks().at(-1)?.key ?? null)),
  });

const keep = (block, whole = false) => act(addressFor(block, "/keep"), { whole });

const acts = {
  below,
  keep,
  "keep-chapter": (block) => keep(block, true),
  up: (block) => step(block, -1),
  down: (block) => step(block, 1),
  turn: turnInto,
  why(block) {
    const place = block.article.querySelector("[data-why]");
    place.hidden = false;
    place.querySelector("textarea").focus();
  },
  remark: (block) => remarkOn(block),
  remove,
};

/** What is in the menu of some blocks only. */
const offered = {
  keep: (block) => block.article.matches(".is-proposed"),
  "keep-chapter": (block) => block.kind === "chapter" && inside(block.article).some((one) => one.matches(".is-proposed")),
  turn: (block) => block.editor !== null,
  why: (block) => block.article.querySelector("[data-why]") !== null,
};

const pressed = {
  "data-pick": (block, button) => choose(block, button.dataset.pick),
  "data-clear": (block, button) => {
    delete block.held[button.dataset.clear];
    save(block, { draw: true });
  },
  "data-remark": (block) => remarkOn(block),
  "data-add": below,
  "data-acts": (block, button) =>
    menuOf(block.article, {
      name: "desk-acts",
      button,
      only: ({ dataset: { act: name } }) => offered[name]?.(block) ?? true,
      chosen: (act) => acts[act](block, button),
    }),
};

function clicked(event) {
  for (const [name, does] of Object.entries(pressed)) {
    const button = event.target.closest(`[${name}]`);
    if (button && root.contains(button)) {
      does(desk.of(button), button);
      return;
    }
  }
}

/** « / » in an empty block chooses what it is to be. */
function slash(block) {
  menuOf(block.article, {
    anchor: document.activeElement,
    async chosen(kind) {
      if (block.editor && written(kindItem(kind))) {
        await turned(block, kind);
        return;
      }
      const { key } = block;
      if (await add(kind, key)) await act(addressFor({ key }, "/remove"));
    },
  });
}

const kindItem = (kind) => document.getElementById("desk-menu").content.querySelector(`[data-kind="${kind}"]`);

/** The block above or below, of those in sight. */
function beside(block, direction) {
  const shown = desk.blocks().filter((one) => !one.article.hidden);
  shown[shown.indexOf(block) + direction]?.article.focus();
}

function keyed(event) {
  if (isOpen()) return;
  const block = desk.of(event.target);
  const writes = event.target.closest("textarea, input, select, [contenteditable=true]");
  const mod = event.ctrlKey || event.metaKey;
  if (event.altKey && !mod && block && ["ArrowUp", "ArrowDown"].includes(event.key)) {
    event.preventDefault();
    event.stopPropagation();
    step(block, event.key === "ArrowUp" ? -1 : 1);
  } else if (mod && !writes && event.key.toLowerCase() === "z") {
    event.preventDefault();
    turn(event.shiftKey ? words.redo : words.undo);
  } else if (mod && !writes && event.key.toLowerCase() === "y") {
    event.preventDefault();
    turn(words.redo);
  } else if (mod && event.key === "Enter" && block) {
    event.preventDefault();
    event.stopPropagation();
    add(NEXT[block.kind] ?? block.kind, block.key);
  } else if (event.key === "/" && !mod && block?.editor?.isBlank() && writes?.closest("[data-editor]")) {
    event.preventDefault();
    event.stopPropagation();
    slash(block);
  } else if (event.key === "Enter" && event.target.matches(".nd-title")) {
    event.preventDefault();
    if (block.editor) block.editor.focus();
    else add("claim", block.key);
  } else if (event.target === block?.article) {
    const does = { Enter: () => block.focus(), Delete: () => remove(block), ArrowUp: () => beside(block, -1), ArrowDown: () => beside(block, 1) }[event.key];
    if (does) {
      event.preventDefault();
      does();
    }
  }
}

/** What stands after the chapters is switched on and off, one switch after the other. */
let switching = Promise.resolve();
function switched({ target }) {
  const content = { annex: target.dataset.annex, on: target.checked };
  const next = () => (content.on === target.checked ? turnedTo(target, content) : undefined);
  switching = switching.then(next, next);
}

async function turnedTo(box, content) {
  const { key, revision } = box.dataset;
  if (!key) {
    if (!(await act(words.blocks, { kind: "annex", content, after: "last" }))) box.checked = !content.on;
    return;
  }
  const { status, answer } = await send(`${words.blocks}/${key}`, { content, revision: Number(revision) });
  if (status === 200) box.dataset.revision = answer.revision;
  else box.checked = !content.on;
}

if (root) {
  begin();
  beginAside();
  followOrder();
  follow();
  listen();
  followShown();
  beginRemarks();
  document.body.classList.add("desk-is-live");
  root.addEventListener("click", clicked);
  if (mayWrite) {
    root.addEventListener("keydown", keyed, true);
    list.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || isOpen()) return;
      if (event.target.matches(".note-text, .nd-title")) desk.of(event.target).article.focus();
    });
    document.addEventListener("keydown", (event) => {
      if (!root.contains(event.target)) keyed(event);
    });
    list.addEventListener("note:enter", (event) => {
      const block = desk.of(event.target);
      add(block.kind, block.key);
    });
    list.addEventListener("note:split", (event) => split(desk.of(event.target), event.detail));
    list.addEventListener("note:join", (event) => join(desk.of(event.target)) && event.preventDefault());
    document.addEventListener("desk:refused", ({ detail }) => say(detail.said));
    document.addEventListener("note:add", ({ detail }) => add(detail.kind, detail.after ?? desk.current()?.key ?? desk.blocks().at(-1)?.key ?? null, detail.content));
    root.querySelector("[data-annexes]").addEventListener("change", switched);
    root.querySelector("[data-undo]").addEventListener("click", () => turn(words.undo));
    root.querySelector("[data-redo]").addEventListener("click", () => turn(words.redo));
    let beginning = null; // pressed again while the first chapter is on its way
    root.querySelector("[data-begin]").addEventListener("click", () => {
      if (beginning) list.querySelector(".nd-coming")?.focus();
      beginning ??= add("chapter", null).finally(() => (beginning = null));
    });
    // What is typed next is what « undo » would take back: the line that offers it goes.
    document.addEventListener("desk:touched", () => toast.querySelector("button") && (toast.hidden = true));
    addEventListener("pagehide", () => flush());
  }
}
