// Saves by itself: one request in flight, a state in words, a loud alert when it fails.
// What is not yet acknowledged stays in the browser and is offered back.

const PAUSE = 1500;
const AGAIN = 10000;

const written = (form) => {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  data.delete("act");
  return data;
};

const plain = (data) =>
  JSON.stringify([...data].filter(([name]) => !/^(csrf_token|form_token|revision|base\.)/.test(name)));

export function follow(form) {
  const state = document.getElementById("saved");
  const alert = document.createElement("div");
  alert.setAttribute("role", "alert");
  form.prepend(alert);
  const words = form.dataset;
  const key = `consult:${words.autosave}`;
  let acknowledged = plain(written(form));
  let timer = 0;
  let busy = false;
  let leaving = false;
  let submitter = null;
  // Sent but not acknowledged: the very same text goes first, so that what may have arrived
  // is not mistaken for a colleague's.
  let unanswered = null;

  const say = (text, failed) => {
    state.textContent = text;
    state.classList.toggle("failed", failed);
    alert.className = failed ? "notice warn loud" : "";
    alert.textContent = failed ? text : "";
  };

  const keep = (text) => {
    try {
      localStorage.setItem(key, text);
    } catch {
      // A browser that keeps nothing still has the form itself.
    }
  };

  const forget = () => {
    try {
      localStorage.removeItem(key);
    } catch {
      // Nothing was kept, so there is nothing to forget.
    }
  };

  const failed = (answer) =>
    ({ closed: words.saidClosed, conflict: words.saidConflict, expired: words.saidExpired })[
      answer?.state
    ] ?? words.saidFailed;

  function acknowledge(answer, text) {
    if (answer?.state !== "saved") return;
    acknowledged = text;
    forget();
    form.elements.revision.value = answer.revision;
    for (const [question, mark] of Object.entries(answer.marks)) {
      const base = form.elements[`base.${question}`];
      if (base) base.value = mark;
    }
  }

  async function save() {
    clearTimeout(timer);
    if (busy || leaving) return;
    const data = unanswered ?? written(form);
    const text = plain(data);
    if (text === acknowledged) return;
    busy = true;
    state.textContent = words.saidSaving;
    let answer = null;
    try {
      const response = await fetch(words.autosave, { method: "POST", body: data });
      answer = await response.json().catch(() => null);
    } catch {
      answer = null;
    }
    busy = false;
    unanswered = answer ? null : data;
    if (submitter) {
      const button = submitter;
      submitter = null;
      acknowledge(answer, text);
      form.requestSubmit(button);
      return;
    }
    if (answer?.state !== "saved") {
      say(failed(answer), true);
      if (!answer) timer = setTimeout(save, AGAIN);
      return;
    }
    acknowledge(answer, text);
    const progress = document.querySelector("[data-progress]");
    progress.textContent = progress.dataset.progress.replace(/\{(\w+)\}/g, (_, name) => answer[name]);
    const bar = progress.parentElement.querySelector("progress");
    bar.max = Math.max(answer.shown, 1);
    bar.value = answer.answered;
    say(words.saidSaved.replace("{time}", answer.at), false);
    if (plain(written(form)) !== acknowledged) timer = setTimeout(save, PAUSE);
  }

  const touched = () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
    keep(plain(written(form)));
  };

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (busy) {
      event.preventDefault();
      submitter = event.submitter;
    } else leaving = true;
  });
  addEventListener("online", save);
  addEventListener("pageshow", () => (leaving = false));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  giveBack(form, key, acknowledged, words);
}

// Text that never reached the server, for instance after a crash, is put back on request.
function giveBack(form, key, acknowledged, words) {
  let kept = null;
  try {
    kept = localStorage.getItem(key);
  } catch {
    return;
  }
  if (!kept || kept === acknowledged) return;
  const note = document.createElement("div");
  note.className = "notice warn";
  note.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet";
  button.textContent = words.saidRestore;
  button.addEventListener("click", () => {
    for (const [name, value] of JSON.parse(kept)) {
      for (const input of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
        if (["radio", "checkbox"].includes(input.type)) input.checked ||= input.value === value;
        else if (input.type !== "file" && input.type !== "hidden") input.value = value;
      }
    }
    note.remove();
    form.dispatchEvent(new Event("restored"));
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  note.append(words.saidKept, document.createElement("br"), button);
  form.prepend(note);
}
