// Tick or untick every box of a form at once: only offered where this script runs.
for (const offer of document.querySelectorAll("[data-tick-all]")) {
  const all = offer.querySelector("input");
  const boxes = offer.closest("form").querySelectorAll(`input[name="${offer.dataset.tickAll}"]`);
  offer.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
  });
}
