// Counts as `contributions/texts/words.py` counts: runs without white space that hold a letter or digit.

const SPACE = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]+/u;
const SAYS = /[\p{L}\p{N}]/u;

export const wordCount = (text) => text.split(SPACE).filter((run) => SAYS.test(run)).length;
export const characterCount = (text) => [...text].length;

const filled = (words, numbers) => words.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);

function update(counter) {
  // By name, because an editor takes the place, and the id, of a long text.
  const input = counter.closest("form").elements[counter.dataset.for];
  if (!input) return;
  const count = counter.dataset.count === "words" ? wordCount(input.value) : characterCount(input.value);
  const most = Number(counter.dataset.most);
  const over = count - most;
  counter.dataset.atMost ??= counter.textContent.trim();
  counter.classList.toggle("over", over > 0);
  if (over > 0) counter.textContent = filled(counter.dataset.tooMany, { over });
  else if (count > 0) counter.textContent = filled(counter.dataset.wordsOf, { count, most });
  else counter.textContent = counter.dataset.atMost;
}

export function follow(form) {
  const all = () => form.querySelectorAll("[data-count]");
  all().forEach(update);
  form.addEventListener("input", (event) => {
    const counter = event.target.name && document.getElementById(`${event.target.name}..count`);
    if (counter) update(counter);
  });
  form.addEventListener("restored", () => all().forEach(update));
}
