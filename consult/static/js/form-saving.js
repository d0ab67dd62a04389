// Saves by itself: one request in flight, each with a number that grows, until all is acknowledged.
// What is not on the server is kept in the browser, comes back when the form is opened again, and
// is sent again; nothing that a colleague or another tab wrote is overwritten (the server compares
// the marks of the answers this page was built from).

import { alarm } from "./form-alarm.js";
import { apply, changed, labelOf, markOf, NOTHING, questionOf, said, wordsOf } from "./form-entries.js";
import { keeper } from "./form-kept.js";
import { showProgress, showStanding } from "./form-progress.js";
import { putBack } from "./form-restoring.js";
import { meet } from "./form-tabs.js";

const PAUSE = 1500;
const AT_MOST = 5000;
const PATIENCE = 30_000;
const AGAIN = [3000, 6000, 12_000, 24_000, 60_000];
const LIGHT = 60_000; // what a browser still sends for a page that is going away, in bytes

const WORDS = { 404: "Shut", 410: "Shut", 401: "Shut", 413: "Large", 429: "Away", 503: "Away" };
const CAUSES = { closed: "Closed", conflict: "Conflict", expired: "Expired", unreadable: "Unreadable" };
const weight = new TextEncoder();
const LASTING = new Set(["Shut", "Closed", "Conflict", "Expired", "Unreadable", "Large"]);

export async function follow(form) {
  const words = form.dataset;
  const page = form.elements.page;
  page.value = crypto.randomUUID?.() ?? `${performance.timeOrigin}-${Math.random()}`;
  const store = keeper(words.contribution, page.value);
  const bell = alarm(form);
  const known = words.unsaved === undefined ? said(form) : new Map();
  let sequence = 0;
  let timer = 0;
  let since = 0;
  let tries = 0;
  let busy = false;
  let leaving = false;
  let submitter = null;
  // Sent and not acknowledged: the very same text goes first, so that what may have arrived
  // is not mistaken for a colleague's.
  let unanswered = null;
  let covered = null;
  let outdated = false;

  const marks = () =>
    Object.fromEntries([...said(form).keys()].map((key) => [key, markOf(form, key)?.value ?? ""]));

  const pending = () => changed(said(form), known);

  function keep() {
    const now = said(form);
    const keys = changed(now, known);
    if (!keys.length && !unanswered) return store.forget();
    const base = marks();
    return store.keep({
      at: new Date().toISOString(),
      page: page.value,
      sequence: covered,
      base: Object.fromEntries(keys.map((key) => [key, base[key]])),
      text: Object.fromEntries(keys.map((key) => [key, now.get(key)])),
      shown: keys.map((key) => [labelOf(questionOf(form, key)), wordsOf(questionOf(form, key))]),
      sent: unanswered ? Object.fromEntries(unanswered.text) : {},
    });
  }

  // Only the answers that changed travel; the server is told how much they are all together.
  function packed() {
    const text = said(form);
    const keys = new Set([...text.keys()].filter((key) => text.get(key) !== known.get(key)));
    const body = new URLSearchParams([...keys].map((key) => ["of", key]));
    let size = 0;
    for (const [name, value] of new FormData(form)) {
      if (value instanceof File || name === "act") continue;
      size += weight.encode(name + value).length;
      const [, key] = name.split(".");
      if (key === undefined || keys.has(key)) body.append(name, value);
    }
    body.set("size", String(size));
    return { body, text };
  }

  async function post({ body }, going) {
    sequence += 1;
    body.set("sequence", String(sequence));
    const keepalive = going && body.toString().length < LIGHT;
    const signal = AbortSignal.timeout?.(PATIENCE);
    try {
      const response = await fetch(words.autosave, { method: "POST", body, keepalive, signal });
      const answer = await response.json().catch(() => null);
      return { status: response.status, answer };
    } catch {
      return { status: 0, answer: null };
    }
  }

  async function save({ going = false } = {}) {
    clearTimeout(timer);
    if (busy || leaving) return;
    if (!pending().length && !unanswered) return bell.calm(savedAt);
    const parcel = unanswered ?? packed();
    busy = true;
    since = 0;
    bell.say(words.saidSaving);
    const { status, answer } = await post(parcel, going);
    busy = false;
    unanswered = answer || LASTING.has(WORDS[status]) ? null : parcel;
    if (answer?.marks) acknowledge(answer, parcel.text);
    if (submitter) return resubmit();
    if (answer?.state === "saved" || answer?.state === "behind") settled(answer);
    else failed(status, answer);
  }

  let savedAt = document.getElementById("saved").textContent;

  function acknowledge(answer, text) {
    form.elements.revision.value = answer.revision;
    for (const [key, mark] of Object.entries(answer.marks)) {
      known.set(key, text.get(key) ?? NOTHING);
      const base = markOf(form, key);
      if (base) base.value = mark;
    }
    keep();
    tabs.tell(answer, text);
    showProgress(answer);
    showStanding(form, answer);
    outdated ||= answer.moved;
    if (outdated) tabs.refresh().then((done) => { outdated &&= !done; });
  }

  function settled(answer) {
    tries = 0;
    if (answer.at) savedAt = words.saidSaved.replace("{time}", answer.at);
    bell.calm(savedAt);
    if (pending().length) touched();
  }

  function failed(status, answer) {
    const offline = status === 0 && !navigator.onLine;
    const why = offline ? "Offline" : (CAUSES[answer?.state] ?? WORDS[status] ?? "Failed");
    const link = ["Shut", "Expired"].includes(why) ? reopening() : null;
    bell.ring(why, words[`said${why}`], link);
    keep();
    if (LASTING.has(why) && why !== "Shut") return;
    timer = setTimeout(save, AGAIN[Math.min(tries, AGAIN.length - 1)]);
    tries += 1;
  }

  function reopening() {
    const link = document.createElement("a");
    link.href = form.action;
    link.textContent = words.saidReopen;
    return link;
  }

  // After a pause, and at the latest a few seconds after the first letter.
  function touched() {
    covered = null;
    keep();
    clearTimeout(timer);
    since ||= Date.now();
    timer = setTimeout(save, Math.max(0, Math.min(PAUSE, since + AT_MOST - Date.now())));
  }

  /** Whoever stopped the sending goes on writing here. */
  function stayed() {
    leaving = false;
    if (pending().length) save();
  }

  function resubmit() {
    const button = submitter;
    submitter = null;
    form.requestSubmit(button);
  }

  const tabs = meet(form, { known, pending, save });

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (busy) {
      event.preventDefault();
      submitter = event.submitter;
    } else if (!navigator.onLine) {
      event.preventDefault();
      failed(0, null);
    } else {
      leaving = true;
      setTimeout(stayed, PATIENCE);
      sequence += 1;
      covered = sequence;
      form.elements.sequence.value = String(sequence);
      unanswered = null;
      keep();
    }
  });
  addEventListener("online", () => save());
  addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted) tabs.refresh();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save({ going: true });
    else if (pending().length) save();
  });
  addEventListener("pagehide", () => save({ going: true }));
  addEventListener("beforeunload", (event) => {
    if (leaving || (!busy && !pending().length)) return;
    save({ going: true });
    event.preventDefault();
  });

  if (await putBack(form, store, { apply, known, keep })) save();
}
