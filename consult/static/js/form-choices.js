// Choices: typing beside « Autre » ticks it, a choice can be taken back, a limit is counted.

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const boxes = (group) => [...group.querySelectorAll("input[type=radio], input[type=checkbox]")];

function update(group) {
  const chosen = boxes(group).filter((box) => box.checked).length;
  const clear = group.parentElement.querySelector(":scope > .unchoose");
  if (clear) clear.hidden = !chosen;
  const count = group.parentElement.querySelector(":scope > [data-choices]");
  if (!count) return;
  const most = Number(count.dataset.choices);
  count.dataset.atMost ??= count.textContent.trim();
  count.classList.toggle("over", chosen > most);
  count.textContent = chosen ? filled(count.dataset.chosen, { chosen, most }) : count.dataset.atMost;
}

function ready(group) {
  const clear = group.parentElement.querySelector(":scope > .unchoose");
  clear?.addEventListener("click", () => {
    const all = boxes(group);
    for (const box of all) box.checked = false;
    for (const text of group.querySelectorAll("input[type=text]")) text.value = "";
    all[0].focus();
    all[0].dispatchEvent(new Event("change", { bubbles: true }));
  });
  update(group);
}

export function follow(form) {
  const groups = (box) => box.querySelectorAll(".choices, .grid");
  form.addEventListener("input", ({ target }) => {
    const other = target.type === "text" && target.closest(".choice-other");
    if (other && target.value.trim()) other.querySelector(".form-check-input").checked = true;
    const group = target.closest(".choices, .grid");
    if (group) update(group);
  });
  form.addEventListener("change", ({ target }) => {
    const group = target.closest(".choices, .grid");
    if (group) update(group);
  });
  form.addEventListener("restored", () => groups(form).forEach(update));
  form.addEventListener("added", ({ target }) => groups(target).forEach(ready));
  groups(form).forEach(ready);
}
