// What any page may need; everything works without it.

/** A button that copies the text beside it; it stays hidden where copying is impossible. */
for (const button of document.querySelectorAll("[data-copy]")) {
  const input = document.getElementById(button.dataset.copy);
  if (!input || !navigator.clipboard) continue;
  button.hidden = false;
  input.addEventListener("focus", () => input.select());
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(input.value);
    const words = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = words), 2000);
  });
}

/** The other language leads back to the same place of the page. */
for (const back of document.querySelectorAll("input[name=back]")) {
  back.form.addEventListener("submit", () => (back.value += location.hash));
}

/** A deadline counts down in its last hours. */
const deadline = document.querySelector("[data-closes]");
if (deadline) import("./deadline.js").then(({ follow }) => follow(deadline));

/** Whoever sends a form that was refused is brought to the sentence that says why. */
document.getElementById("errors")?.focus();
