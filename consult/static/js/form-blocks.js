// Repeated groups: add a block in place, take one away, take that back.

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function removable(block, group) {
  const box = block.querySelector(".block-remove input");
  const line = block.querySelector(".block-remove");
  const item = block.querySelector(".block-title").textContent.replace(/\s+/g, " ").trim();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-link";
  button.textContent = filled(group.dataset.remove, { item });
  line.hidden = true;
  line.after(button);

  const back = document.createElement("p");
  back.className = "block-removed";
  back.setAttribute("role", "status");
  const undo = document.createElement("button");
  undo.type = "button";
  undo.className = "btn btn-link";
  undo.textContent = group.dataset.undo;

  const set = (gone) => {
    box.checked = gone;
    block.classList.toggle("removed", gone);
    back.replaceChildren(...(gone ? [filled(group.dataset.removed, { item }), undo] : []));
    box.dispatchEvent(new Event("change", { bubbles: true }));
    (gone ? undo : button).focus();
  };
  button.addEventListener("click", () => set(true));
  undo.addEventListener("click", () => set(false));
  block.append(back);
}

function enhance(group) {
  const template = group.querySelector("template");
  const add = group.querySelector('button[name="more"]');
  const end = group.querySelector(".blocks-end");
  group.querySelectorAll(":scope > .block").forEach((block) => removable(block, group));
  const grow = () => {
    const rank = group.querySelectorAll(":scope > .block").length;
    const html = template.innerHTML
      .replaceAll("__rank__", String(rank))
      .replaceAll("__number__", String(rank + 1));
    const holder = document.createElement("div");
    holder.innerHTML = html;
    const block = holder.firstElementChild;
    end.before(block);
    removable(block, group);
    const next = add.querySelector(".blocks-next");
    next.textContent = String(rank + 2);
    add.hidden = rank + 1 >= Number(group.dataset.most);
    return block;
  };
  add?.addEventListener("click", (event) => {
    event.preventDefault();
    grow().querySelector("input, textarea, select")?.focus();
  });
  // A text that comes back may need more blocks than the page was drawn with.
  group.addEventListener("wanted", ({ detail }) => {
    while (add && group.querySelectorAll(":scope > .block").length < detail) grow();
  });
}

export function follow(form) {
  form.querySelectorAll("[data-blocks]").forEach(enhance);
}
