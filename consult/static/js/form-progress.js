// How far the whole is and each of its sections, and whether it is still what was sent.

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export function showProgress(answer) {
  const words = document.querySelector("[data-progress]");
  if (!words) return;
  words.textContent = filled(words.dataset.progress, answer);
  const bar = words.parentElement.querySelector("progress");
  bar.max = Math.max(answer.shown, 1);
  bar.value = answer.answered;
  for (const [anchor, state] of Object.entries(answer.sections)) {
    const pill = document.querySelector(`.sections [data-section="${CSS.escape(anchor)}"]`);
    if (!pill) continue;
    pill.className = `pill ${state.shape}`;
    pill.textContent = state.words;
  }
}

/** What was sent and then changed is never called sent. */
export function showStanding(form, answer) {
  const line = document.querySelector(".banner.sent .banner-line");
  const changed = document.getElementById("standing-changed");
  if (!line || !changed || answer.revision === Number(form.dataset.revision)) return;
  const saved = document.getElementById("saved");
  line.replaceChildren(changed.content.cloneNode(true), saved);
  line.parentElement.classList.remove("sent");
}
