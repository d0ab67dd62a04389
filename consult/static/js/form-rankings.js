// A ranking moves by number, by buttons and by hand alike; each move is said aloud.

import { draggable, handleOf } from "./form-dragging.js";

const said = (list) => {
  let region = list.nextElementSibling;
  if (!region?.classList.contains("ranking-said")) {
    region = document.createElement("p");
    region.className = "ranking-said visually-hidden";
    region.setAttribute("role", "status");
    list.after(region);
  }
  return region;
};

const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);

function enhance(list) {
  const lines = [...list.querySelectorAll(".ranking-line")];
  const select = (line) => line.querySelector("select");
  const label = (line) => line.querySelector("label").textContent.trim();
  const region = said(list);
  const ranked = () =>
    lines
      .filter((line) => select(line).value)
      .sort((a, b) => Number(select(a).value) - Number(select(b).value));

  const write = (order, moved) => {
    for (const line of lines) {
      const rank = order.indexOf(line) + 1;
      select(line).value = rank ? String(rank) : "";
      line.classList.toggle("ranked", rank > 0);
      const [up, down] = line.querySelectorAll(".ranking-move");
      up.disabled = rank === 1;
      down.disabled = rank === 0 || rank === order.length;
    }
    const focused = document.activeElement;
    list.append(...order, ...lines.filter((line) => !order.includes(line)));
    if (focused && list.contains(focused)) focused.focus();
    if (!moved) return;
    const rank = order.indexOf(moved) + 1;
    const words = rank ? list.dataset.said : list.dataset.unsaid;
    region.textContent = filled(words, { label: label(moved), rank, most: lines.length });
    list.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const place = (line, rank) => {
    const order = ranked().filter((one) => one !== line);
    if (rank > 0) order.splice(Math.min(rank, order.length + 1) - 1, 0, line);
    write(order, line);
  };

  for (const line of lines) {
    const moves = document.createElement("span");
    moves.className = "ranking-moves";
    for (const [sign, words, step] of [
      ["↑", list.dataset.up, -1],
      ["↓", list.dataset.down, 1],
    ]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "ranking-move";
      button.textContent = sign;
      button.setAttribute("aria-label", filled(words, { label: label(line) }));
      button.addEventListener("click", () => {
        const order = ranked();
        const rank = order.indexOf(line) + 1;
        place(line, rank ? rank + step : order.length + 1);
        (button.disabled ? button.parentElement.querySelector(":enabled") : button)?.focus();
      });
      moves.append(button);
    }
    line.append(moves);
    line.prepend(handleOf("ranking-handle"));
    select(line).addEventListener("change", (event) => {
      event.stopPropagation();
      place(line, Number(select(line).value));
    });
  }
  const settle = () => {
    const order = ranked();
    const ranks = order.map((line) => select(line).value);
    if (new Set(ranks).size === ranks.length) write(order, null);
  };
  list.closest(".question").addEventListener("restored", settle);
  settle();
  draggable(list, {
    item: ".ranking-line",
    handle: ".ranking-handle",
    moved: (line) => {
      const above = [...list.children].slice(0, [...list.children].indexOf(line));
      place(line, above.filter((one) => select(one).value).length + 1);
    },
  });
}

export function follow(form) {
  form.querySelectorAll(".ranking").forEach(enhance);
}
