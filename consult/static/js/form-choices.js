// Typing beside « Autre » ticks it.

export function follow(form) {
  for (const other of form.querySelectorAll(".choice-other")) {
    const [box, text] = other.querySelectorAll("input");
    text.addEventListener("input", () => {
      if (text.value.trim() && !box.checked) box.checked = true;
    });
  }
}
