// Says whether the text is on the server, in one place; a failure is said loudly, once.

const AWAY = new Set(["Tab", "Shift", "Control", "Alt", "Meta", "Escape"]);

export function alarm(form) {
  const state = document.getElementById("saved");
  const loud = document.createElement("div");
  loud.id = "alarm";
  loud.setAttribute("role", "alert");
  loud.tabIndex = -1;
  loud.hidden = true;
  state.closest(".banner").append(loud);
  let cause = "";
  let back = null;
  let composing = false;

  form.addEventListener("compositionstart", () => (composing = true));
  form.addEventListener("compositionend", () => (composing = false));
  // Whoever goes on typing is brought back to the answer, and the very key typed lands there.
  loud.addEventListener("keydown", (event) => {
    if (event.target === loud && back?.isConnected && !AWAY.has(event.key)) back.focus();
  });

  const write = (text, failed) => {
    if (state.textContent !== text) state.textContent = text;
    state.classList.toggle("failed", failed);
  };

  return {
    say: (text) => write(text, false),
    calm(text) {
      cause = "";
      if (document.activeElement === loud) back?.focus({ preventScroll: true });
      loud.hidden = true;
      loud.replaceChildren();
      write(text, false);
    },
    ring(why, text, link) {
      write(form.dataset.saidUnsaved, true);
      if (why === cause) return;
      cause = why;
      loud.className = "alarm";
      loud.hidden = false;
      loud.replaceChildren(text, ...(link ? [" ", link] : []));
      if (composing || loud.contains(document.activeElement)) return;
      back = form.contains(document.activeElement) ? document.activeElement : back;
      loud.focus({ preventScroll: true });
    },
  };
}
