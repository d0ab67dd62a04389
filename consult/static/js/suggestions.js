// The pages of suggestions: how far a search is, and one passage after another by keyboard.

const SECOND = 1000;

/** Ask how far the search is as long as it goes on; once it is over, show what it found. */
async function follow(place) {
  const address = place.dataset.searching;
  if (!address) return;
  if (!document.hidden) {
    try {
      const answer = await fetch(address, { cache: "no-store", redirect: "error" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const now = page.getElementById("searching");
        if (now?.dataset.state === "done") {
          location.reload();
          return;
        }
        if (now) place = renew(place, now);
      }
    } catch {
      // The network is away for a moment: asked again.
    }
  }
  setTimeout(() => follow(place), SECOND);
}

/** Put the words and the bar in place; the button stays, somebody may be about to press it. */
function renew(place, now) {
  if (now.dataset.state !== place.dataset.state || !place.querySelector("progress")) {
    if (place.contains(document.activeElement) && now.dataset.searching) return place;
    place.replaceWith(document.adoptNode(now));
    return now;
  }
  place.querySelector("[role=status]").textContent = now.querySelector("[role=status]").textContent;
  const bar = now.querySelector("progress");
  if (bar) place.querySelector("progress").value = bar.value;
  return place;
}

const passages = () => [...document.querySelectorAll("[data-offer]:not([data-decided])")];
const current = () => document.activeElement?.closest?.("[data-offer]");

function goTo(one) {
  if (!one) {
    document.querySelector("[data-page-after]")?.focus();
    return;
  }
  one.focus({ preventScroll: true });
  one.scrollIntoView({ block: "nearest" });
}

function step(places) {
  const all = passages();
  const here = all.indexOf(current());
  goTo(here < 0 ? all[0] : all[Math.min(all.length - 1, Math.max(0, here + places))]);
}

/** Send a choice and stay on the page; the passage then says what was done. */
async function decide(form, button) {
  const passage = form.closest("[data-offer]");
  if (passage.dataset.sending) return;
  passage.dataset.sending = "1";
  const said = form.querySelector(".offer-said");
  const after = passages()[passages().indexOf(passage) + 1];
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form, button),
      headers: { "X-Fragment": "1" },
      redirect: "error",
    });
    const told = await answer.json();
    said.textContent = told.said;
    if (!answer.ok) return;
    passage.dataset.decided = "1";
    for (const one of form.querySelectorAll("button")) one.hidden = one !== button;
    const stays = [passage, null, undefined].includes(current());
    button.disabled = true;
    if (stays) goTo(after);
  } catch {
    HTMLFormElement.prototype.submit.call(withChoice(form, button));
  } finally {
    delete passage.dataset.sending;
  }
}

/** Without an answer the form goes the plain way, with what was chosen. */
function withChoice(form, button) {
  const chosen = document.createElement("input");
  Object.assign(chosen, { type: "hidden", name: button.name, value: button.value });
  form.append(chosen);
  return form;
}

const searching = document.getElementById("searching");
if (searching) setTimeout(() => follow(searching), SECOND);

const list = document.querySelector("[data-offers]");
if (list) {
  document.querySelector("[data-keys-told]")?.removeAttribute("hidden");
  list.addEventListener("submit", (event) => {
    if (!event.submitter) return;
    event.preventDefault();
    decide(event.target, event.submitter);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (/^[123s]$/.test(event.key)) {
      const button = (current() ?? passages()[0])?.querySelector(`[data-key="${event.key}"]`);
      if (!button || button.disabled || button.hidden) return;
      button.form.requestSubmit(button);
    } else return;
    event.preventDefault();
  });
}
