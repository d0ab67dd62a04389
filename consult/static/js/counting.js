// Counts a rule while it is typed, and joins what is clicked to it without leaving the page.
// Without this the same form goes there and back.

const AFTER = 350;
const PATIENCE = 30_000;
const form = document.querySelector("form[data-live]");
const place = document.querySelector("#count");

if (form && place) {
  const text = form.elements.rule;
  const said = document.querySelector("[data-count-said]");
  let waiting = 0;
  let asked = 0;
  let line = Promise.resolve();
  let onItsWay = null;

  // What is clicked joins the rule that the click before it made.
  const count = (added) => {
    const turn = ++asked;
    const how = form.elements.how.value;
    const next = () => (added || turn === asked) && ask({ added, how, turn });
    line = line.then(next, next);
  };

  const ask = async ({ added, how, turn }) => {
    const before = text.value;
    const given = new URLSearchParams({ rule: before, ...(added && { add: added, how }) });
    try {
      const signal = AbortSignal.timeout?.(PATIENCE);
      const answer = await fetch(`${form.dataset.live}?${given}`, { cache: "no-store", redirect: "error", signal });
      const html = await answer.text();
      if (!answer.ok || (added ? text.value !== before : turn !== asked)) return;
      const name = place.querySelector("#keep-label")?.value;
      place.innerHTML = html;
      const label = place.querySelector("#keep-label");
      if (label && name) label.value = name;
      said.textContent = place.querySelector(".count b, .rule-wrong")?.textContent ?? "";
    } catch {
      return; // The network is away for a moment: the button still counts.
    } finally {
      if (onItsWay === added) onItsWay = null;
    }
    const rule = place.firstElementChild?.dataset.rule ?? "";
    if (added) text.value = rule;
    const here = new URL(window.location);
    here.search = rule ? new URLSearchParams({ rule, how: form.elements.how.value }) : "";
    window.history.replaceState(null, "", here);
  };

  const copy = form.querySelector("[data-copy-rule]");
  if (copy && navigator.clipboard) {
    const words = copy.textContent;
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.value);
      copy.textContent = copy.dataset.copied;
      setTimeout(() => (copy.textContent = words), 2000);
    });
  }
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(count, AFTER);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    const added = event.submitter?.name === "add" ? event.submitter.value : "";
    if (added && added === onItsWay) return; // pressed twice
    onItsWay = added || null;
    count(added);
  });
}
