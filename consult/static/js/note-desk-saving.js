// Saves each block by itself, a second after the last letter. What is not on the server is kept in
// the browser and sent again; where a colleague wrote meanwhile, both texts are shown.

import { alarm } from "./form-alarm.js";
import { keeper } from "./form-kept.js";
import { coming } from "./note-desk-ahead.js";
import { send } from "./note-desk-asking.js";
import { mark } from "./note-desk-block.js";
import { desk, list, mayWrite, root, tell } from "./note-desk-blocks.js";

const PAUSE = 1000;
const AT_MOST = 5000;
const AGAIN = [3000, 6000, 12_000, 24_000, 60_000];
const LIGHT = 60_000;
const words = root.dataset;
const page = crypto.randomUUID?.() ?? `${performance.timeOrigin}-${Math.random()}`;
// What is kept belongs to who typed it: on a shared computer nobody is given another's text.
const store = keeper(`note-${words.note}-${words.who}`, page);
const bell = alarm(root);
const waiting = new Map();
let savedAt = "";
let tries = 0;
let writing = Promise.resolve();

const addressOf = (block, act = "") => `${words.blocks}/${encodeURIComponent(block.key)}${act}`;
const pending = () => desk.blocks().filter((block) => block.isChanged);

export function keep() {
  const left = pending().map((block) => [block.key, { kind: block.kind, revision: block.revision, content: block.content() }]);
  const text = Object.fromEntries([...left, ...coming()]);
  return Object.keys(text).length ? store.keep({ at: new Date().toISOString(), page, text }) : store.forget();
}

function touched(block) {
  keep();
  if (block.settling) return;
  const state = waiting.get(block.key) ?? { since: 0, timer: 0 };
  clearTimeout(state.timer);
  state.since ||= Date.now();
  state.timer = setTimeout(() => save(block), Math.max(0, Math.min(PAUSE, state.since + AT_MOST - Date.now())));
  waiting.set(block.key, state);
}

/** One request in flight: what is asked later is asked later. */
export function inTurn(act) {
  writing = writing.then(act, act);
  return writing;
}

export function save(block, more = {}) {
  clearTimeout(waiting.get(block.key)?.timer);
  waiting.delete(block.key);
  return inTurn(() => write(block, more));
}

async function write(block, { kind, draw = false, going = false } = {}) {
  if (block.settling || !block.article.isConnected || !(block.isChanged || kind || draw)) return;
  const content = block.content();
  bell.say(words.saidSaving);
  const body = { content, revision: block.revision, ...(kind ? { kind } : {}), ...(draw ? { draw } : {}) };
  const { status, answer } = await send(addressOf(block), body, { going: going && JSON.stringify(body).length < LIGHT });
  if (status === 200) {
    block.revision = answer.revision;
    block.known = mark(content);
    tries = 0;
    block.isKept();
    said(answer);
    if (answer.html) desk.redraw(block, answer.html);
    if (block.isChanged) touched(block);
    else desk.catchUp(block);
  } else if (status === 409 && answer?.gone) gone(block);
  else if (status === 409 && answer?.html) settle(block, answer);
  else failed(block, status, answer?.said);
}

/** Say that something is on the server, unless something else is not. */
export function said(answer) {
  if (answer?.saved) savedAt = words.saidSaved.replace("{time}", answer.saved);
  keep();
  if (!pending().length && !coming().length) bell.calm(savedAt);
  tell("saved", { at: answer?.saved });
}

/** Nothing typed is lost: it is sent again, later and later. */
function failed(block, status, because = "") {
  const why = status === 401 || status === 403 ? "Shut" : status === 0 && !navigator.onLine ? "Offline" : status >= 400 && status < 500 && status !== 429 ? "Refused" : "Failed";
  bell.ring(why, (why === "Refused" && because) || words[`said${why}`]);
  keep();
  if (why === "Refused") return;
  setTimeout(() => save(block), AGAIN[Math.min(tries, AGAIN.length - 1)]);
  tries += 1;
}

/** The same for what is no text: a block added, moved, removed. */
export function refused(status) {
  const why = status === 401 || status === 403 ? "Shut" : status === 0 && !navigator.onLine ? "Offline" : "Failed";
  bell.ring(why, words[`said${why}`]);
}

function settle(block, { html, block: drawn }) {
  block.settling = true;
  const place = block.article.querySelector("[data-conflict]");
  place.innerHTML = html;
  place.hidden = false;
  bell.ring("Conflict", words.saidConflict);
  place.querySelector("[data-keep-mine]").addEventListener("click", () => {
    desk.redraw(block, drawn);
    save(block);
  });
  place.querySelector("[data-take-theirs]").addEventListener("click", () => {
    block.known = mark(block.content());
    desk.redraw(block, drawn);
    said(null);
  });
}

/** The block is not there any more: its text can come back as a new one. */
function gone(block) {
  if (block.settling) return;
  block.settling = true;
  const place = block.article.querySelector("[data-conflict]");
  const line = document.createElement("p");
  const back = document.createElement("button");
  const drop = document.createElement("button");
  line.textContent = words.saidGone;
  Object.assign(back, { type: "button", className: "btn btn-primary btn-sm", textContent: words.saidPutBack });
  Object.assign(drop, { type: "button", className: "btn btn-quiet btn-sm", textContent: words.saidDrop });
  place.replaceChildren(line, back, " ", drop);
  place.hidden = false;
  bell.ring("Conflict", words.saidGone);
  const leave = () => {
    desk.forget(block);
    said(null);
  };
  drop.addEventListener("click", leave);
  back.addEventListener("click", () => {
    const before = block.article.previousElementSibling?.dataset.block ?? null;
    act(words.blocks, { kind: block.kind, content: block.content(), after: before }).then((answer) => answer && leave());
  });
}

/** Everything typed is on the server first, so that what is undone or moved is the last of it. */
export async function flush() {
  for (const block of pending()) await save(block);
}

/** Something done to the whole: what the server tells is put in place; null when it was refused. */
export async function act(address, body = {}) {
  await flush();
  return inTurn(async () => {
    const { status, answer } = await send(address, { ...body, since: desk.revision });
    if (status === 200) {
      desk.apply(answer);
      said(answer);
      return answer;
    }
    if ([409, 422].includes(status) && answer?.said) return answer;
    if (status === 404) {
      tell("lost"); // a colleague removed it: the news tell
      return null;
    }
    refused(status);
    return null;
  });
}

export const addressFor = addressOf;

/** What a page that was closed left behind is put back and sent: a stale text is shown beside the
 *  newer one, the text of a block that was removed meanwhile comes back at the end. */
async function putBack() {
  for (const { name, record } of await store.left()) {
    let done = true;
    for (const [key, { kind, content, revision }] of Object.entries(record.text)) {
      const block = desk.get(key);
      if (block && mark(content) === block.known) continue;
      bell.say(words.saidRestored);
      if (!block) done = Boolean((await act(words.blocks, { kind, content, after: "last" }))?.added) && done;
      else {
        block.fill(content);
        block.revision = revision;
        touched(block);
      }
    }
    if (done) store.drop(name);
  }
}

export function follow() {
  if (!mayWrite) return;
  document.addEventListener("desk:touched", ({ detail }) => touched(detail.block));
  document.addEventListener("desk:gone", ({ detail }) => gone(detail.block));
  list.addEventListener("focusout", ({ target }) => {
    const block = desk.of(target);
    if (block?.isChanged) save(block);
  });
  addEventListener("online", async () => {
    await flush();
    if (!pending().length && !coming().length) bell.calm(savedAt);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") for (const block of pending()) save(block, { going: true });
  });
  addEventListener("beforeunload", (event) => {
    if (!pending().length && !coming().length) return;
    keep();
    flush();
    event.preventDefault();
  });
  putBack();
}
