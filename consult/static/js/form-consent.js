// The reminder under each answer follows what is chosen for the whole contribution.

const ASKED = ["q.attribution", "q.quote_permission"];

export function follow(form) {
  const reminders = form.querySelectorAll("[data-holding]");
  const words = form.dataset.saidHolds;
  const protective = ASKED.map((name) => [...form.querySelectorAll(`[name="${name}"][data-holds]`)].at(-1)?.dataset.holds);
  if (!reminders.length || !words || protective.includes(undefined)) return;

  const say = () => {
    const held = ASKED.map((name, rank) => form.querySelector(`[name="${name}"]:checked`)?.dataset.holds ?? protective[rank]);
    const said = words.replace("{attribution}", held[0]).replace("{quotes}", held[1]);
    for (const one of reminders) one.textContent = said;
  };
  form.addEventListener("change", (event) => {
    if (ASKED.includes(event.target.name)) say();
  });
  form.addEventListener("reset", () => setTimeout(say));
}
