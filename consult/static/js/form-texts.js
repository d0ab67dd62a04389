// Long answers get an editor once they come near the screen; until then, and without it, they are
// boxes that hold the same text.

const LONGEST = 200000;

let loading = null;
const editor = () => (loading ??= import("./form-editor.js"));

async function upgrade(textarea, form) {
  const rich = form.elements[`${textarea.name}.rich`];
  const tools = document.getElementById("editor-tools");
  const label = textarea.id && form.querySelector(`label[for="${CSS.escape(textarea.id)}"]`);
  if (!rich || !tools || !label || textarea.value.length > LONGEST) return;
  const { edit } = await editor();
  if (textarea.hidden || !textarea.isConnected) return;
  label.id ||= `${textarea.id}..label`;
  edit(textarea, rich, tools.content.firstElementChild.cloneNode(true), label);
}

const isTyping = (textarea) => document.activeElement === textarea && textarea.dataset.typing === "1";

export function follow(form) {
  const come = (textarea) => {
    if (isTyping(textarea)) textarea.addEventListener("blur", () => come(textarea), { once: true });
    else upgrade(textarea, form).catch(() => {}); // The box itself goes on working.
  };
  const near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        come(target);
      }
    },
    { rootMargin: "25% 0px" },
  );
  const watch = (box) => box.querySelectorAll("textarea[data-editor]").forEach((one) => near.observe(one));
  // Letters that are being composed, as accents are, would be lost if the box changed under them.
  form.addEventListener("compositionstart", ({ target }) => (target.dataset.typing = "1"));
  form.addEventListener("compositionend", ({ target }) => delete target.dataset.typing);
  form.addEventListener("added", ({ target }) => watch(target));
  watch(form);
}
