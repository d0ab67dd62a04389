// Questions put only after a certain answer appear and disappear; what they hold is kept.

const values = (form, name) =>
  [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
    .map((input) => input.value.trim())
    .filter(Boolean);

const isPut = (form, question) => {
  const { when, among } = question.dataset;
  if (!when) return true;
  const earlier = form.querySelector(`[data-question="${CSS.escape(when.slice(2))}"]`);
  if (earlier && !isPut(form, earlier)) return false;
  const accepted = JSON.parse(among);
  return values(form, when).some((value) => accepted.includes(value));
};

export function follow(form) {
  const conditional = [...form.querySelectorAll("[data-when]")];
  const update = () => {
    for (const question of conditional) question.hidden = !isPut(form, question);
  };
  for (const words of form.querySelectorAll(".question-when")) words.hidden = true;
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  form.addEventListener("restored", update);
  update();
}
