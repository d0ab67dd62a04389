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
  const here = back.value;
  back.form.addEventListener("submit", () => (back.value = here + location.hash));
}

/** A button pressed again while its answer is on its way sends nothing more. Whoever gave up
 *  waiting, or got a file in answer, may press it again after a moment. */
const AGAIN = 10_000;
let sent = null;
addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const beside = submitter?.formTarget || form.target;
  if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post" || beside) return;
  const at = performance.now();
  const twice = sent?.form === form && sent.submitter === submitter && at - sent.at < AGAIN;
  if (twice) event.preventDefault();
  else sent = { form, submitter, at };
});
addEventListener("pageshow", () => (sent = null));

/** A deadline counts down in its last hours. */
const deadline = document.querySelector("[data-closes]");
if (deadline) import("./deadline.js").then(({ follow }) => follow(deadline));

/** Whoever sends a form that was refused is brought to the sentence that says why. */
document.getElementById("errors")?.focus();
