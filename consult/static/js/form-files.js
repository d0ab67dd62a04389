// Files are sent as soon as they are chosen, one after the other, each with how far it is.

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const LANGUAGE = document.documentElement.lang;
const PATIENCE = 3000;
const TRIES = 40;

const size = (bytes) => {
  const units = LANGUAGE === "fr" ? ["octets", "ko", "Mo", "Go"] : ["bytes", "kB", "MB", "GB"];
  const rank = Math.min(Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)), units.length - 1);
  const number = (bytes / 1024 ** rank).toLocaleString(LANGUAGE, { maximumFractionDigits: 1 });
  return `${number}\u00a0${units[rank]}`;
};

const button = (words, name, action) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-link files-remove";
  made.textContent = words;
  const about = document.createElement("span");
  about.className = "visually-hidden";
  about.textContent = ` ${name}`;
  made.append(about);
  made.addEventListener("click", action);
  return made;
};

/** What the server would refuse anyway is said before the line is burdened. */
function objection(box, file, many) {
  const words = box.dataset;
  const accepted = words.accept.split(" ").filter(Boolean);
  const ending = file.name.includes(".") ? file.name.split(".").at(-1).toLowerCase() : "";
  const most = Number(words.most);
  const largest = Number(words.largest);
  if (!file.size) return filled(words.wrongEmpty, { name: file.name });
  if (accepted.length && !accepted.includes(ending)) {
    return filled(words.wrongType, { name: file.name, accepted: accepted.join(", ") });
  }
  if (largest && file.size > largest) {
    const limit = (largest / 1048576).toLocaleString(LANGUAGE);
    return filled(words.wrongSize, { name: file.name, limit });
  }
  return many >= most ? filled(words.wrongCount, { name: file.name, most }) : "";
}

// The question is drawn alike for every agency: only the form knows whose it is.
const placeOf = (box) => new URL("files", box.closest("form").action);

function post(box, data, progress) {
  const request = new XMLHttpRequest();
  const answered = new Promise((resolve) => {
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress?.(event));
    request.addEventListener("loadend", () => {
      try {
        resolve(JSON.parse(request.responseText));
      } catch {
        resolve(null);
      }
    });
  });
  request.open("POST", placeOf(box));
  request.send(data);
  return { answered, stop: () => request.abort() };
}

class Giving {
  sending = 0;
  waiting = [];
  lost = null; // the line of a file that did not arrive, since the form was last to be sent

  constructor(box, form) {
    this.box = box;
    this.form = form;
    this.input = box.querySelector('input[type="file"]');
    this.held = box.querySelector(".files-held");
    this.coming = box.querySelector(".files-coming");
    this.region = box.querySelector(".files-said");
    this.name = this.input.name;
    box.querySelector(".files-later").hidden = true;
    this.input.addEventListener("change", (event) => {
      event.stopPropagation();
      this.choose([...this.input.files]);
      this.input.value = "";
    });
    this.input.addEventListener("input", (event) => event.stopPropagation());
    box.addEventListener("click", (event) => {
      const removed = event.target.closest('button[name="remove"]');
      if (!removed) return;
      event.preventDefault();
      this.remove(removed);
    });
    this.watch(TRIES);
  }

  say(words) {
    this.region.textContent = words;
  }

  asking(entries = {}) {
    const data = new FormData();
    data.append("form_token", this.form.elements.form_token.value);
    for (const [name, value] of Object.entries(entries)) data.append(name, value);
    return data;
  }

  get many() {
    return this.held.querySelectorAll("li").length + this.waiting.length + this.sending;
  }

  async choose(files) {
    for (const file of files) {
      const line = this.line(file);
      const wrong = objection(this.box, file, this.many);
      if (wrong) this.refuse(line, wrong);
      else this.waiting.push([file, line]);
    }
    while (!this.sending && this.waiting.length) await this.send(...this.waiting.shift());
  }

  line(file) {
    const line = document.createElement("li");
    for (const [kind, words] of [["files-name", file.name], ["files-size", size(file.size)], ["files-state", ""]]) {
      line.append(Object.assign(document.createElement("span"), { className: kind, textContent: words }), " ");
    }
    this.coming.append(line);
    this.coming.hidden = false;
    return line;
  }

  state(line, ...parts) {
    line.querySelector(".files-state").replaceChildren(...parts);
  }

  refuse(line, words, ...actions) {
    const { name } = { name: line.querySelector(".files-name").textContent };
    line.classList.add("files-refused");
    line.querySelectorAll("button").forEach((one) => one.remove());
    this.state(line, words);
    line.append(...actions, button(this.box.dataset.cancel, name, () => this.drop(line)));
    this.say(words);
  }

  drop(line) {
    line.remove();
    this.coming.hidden = !this.coming.children.length;
    this.input.focus();
  }

  async send(file, line) {
    const words = this.box.dataset;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", filled(words.coming, { name: file.name }));
    this.state(line, bar);
    this.say(filled(words.coming, { name: file.name }));
    this.sending += 1;
    const { answered, stop } = post(this.box, this.asking({ [this.name]: file }), ({ loaded, total }) => {
      bar.value = loaded / total;
    });
    let stopped = false;
    const cancel = button(words.cancel, file.name, () => {
      stopped = true;
      stop();
    });
    line.append(cancel);
    const answer = await answered;
    this.sending -= 1;
    if (stopped) this.drop(line);
    else if (answer?.state !== "kept") {
      const again = button(words.again, file.name, () => {
        line.remove();
        this.choose([file]);
      });
      this.refuse(line, filled(words.failed, { name: file.name }), again);
      this.lost = line;
    } else {
      this.draw(answer);
      if (answer.refused.length) {
        this.refuse(line, answer.refused[0]);
        this.lost = line;
      } else {
        line.remove();
        this.coming.hidden = !this.coming.children.length;
        this.say(filled(words.received, { name: file.name }));
      }
      this.watch(TRIES);
    }
    if (!this.sending && !this.waiting.length) this.box.dispatchEvent(new Event("given", { bubbles: true }));
  }

  async remove(removed) {
    const words = this.box.dataset;
    const { name } = removed.dataset;
    const { value } = removed;
    const answer = await post(this.box, this.asking({ remove: value })).answered;
    if (answer?.state !== "kept") return this.say(filled(words.failed, { name }));
    this.draw(answer);
    const line = document.createElement("li");
    const undo = button(words.undo, name, async () => {
      const back = await post(this.box, this.asking({ restore: value })).answered;
      if (back?.state !== "kept") return this.say(filled(words.failed, { name }));
      this.draw(back);
      this.drop(line);
      return this.say(filled(words.received, { name }));
    });
    line.append(Object.assign(document.createElement("span"), { textContent: filled(words.removed, { name }) }), " ", undo);
    this.coming.append(line);
    this.coming.hidden = false;
    this.say(filled(words.removed, { name }));
    return undo.focus();
  }

  draw({ held }) {
    this.held.innerHTML = held[this.held.dataset.held] ?? "";
  }

  /** As long as the scanner has not spoken, its word is asked for now and then. */
  watch(tries) {
    clearTimeout(this.timer);
    if (!tries || !this.held.querySelector("[data-waiting]")) return;
    this.timer = setTimeout(async () => {
      const response = await fetch(placeOf(this.box)).catch(() => null);
      const answer = response?.ok ? await response.json() : null;
      if (answer?.state === "kept" && !this.sending) {
        this.draw(answer);
        const states = [...this.held.querySelectorAll("[data-waiting]")];
        if (!states.length) this.say([...this.held.querySelectorAll(".files-state")].map((one) => one.textContent).join(" ; "));
      }
      this.watch(tries - 1);
    }, PATIENCE);
  }
}

export function follow(form) {
  const givings = [...form.querySelectorAll("[data-giving]")].map((box) => new Giving(box, form));
  const underWay = () => givings.some(({ sending, waiting }) => sending || waiting.length);
  let pressed = null;
  // A form sent while files are under way waits for them; it is not sent without one of them.
  form.addEventListener("submit", (event) => {
    if (!underWay()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!pressed) for (const giving of givings) giving.lost = null;
    pressed = event.submitter;
  });
  form.addEventListener("given", () => {
    if (!pressed || underWay()) return;
    const button = pressed;
    const lost = givings.find((giving) => giving.lost?.isConnected)?.lost;
    pressed = null;
    if (lost) lost.querySelector("button").focus();
    else form.requestSubmit(button);
  });
}
