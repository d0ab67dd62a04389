// The menus of the desk: the kinds of blocks, and what can be done with one.

import { list } from "./note-desk-blocks.js";

let open = null;

export const isOpen = () => open !== null;

export function shut({ back = true } = {}) {
  if (!open) return;
  const { menu, button, anchor } = open;
  open = null;
  menu.remove();
  button?.setAttribute("aria-expanded", "false");
  if (back) (anchor ?? button)?.focus();
}

/** Opens one of the templates beside `place`; `chosen` gets a kind or an act. The focus returns to
 *  the button, or to `anchor`. */
export function menuOf(place, { name = "desk-menu", button = null, anchor = null, only = () => true, label = "", chosen }) {
  shut({ back: false });
  const menu = document.getElementById(name).content.firstElementChild.cloneNode(true);
  for (const item of [...menu.children]) if (!only(item)) item.remove();
  if (label) menu.setAttribute("aria-label", label);
  menu.addEventListener("click", (event) => {
    const item = event.target.closest("[role=menuitem]");
    if (!item) return;
    shut();
    chosen(item.dataset.kind ?? item.dataset.act);
  });
  menu.addEventListener("keydown", keyed);
  place.append(menu);
  button?.setAttribute("aria-expanded", "true");
  open = { menu, button, anchor };
  menu.firstElementChild.focus();
  const below = menu.getBoundingClientRect().bottom - document.documentElement.clientHeight;
  if (below > -64) scrollBy({ top: below + 80 }); // the sheet of a phone stands at the foot
}

function keyed(event) {
  const items = [...event.currentTarget.children];
  const at = items.indexOf(document.activeElement);
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  let next = null;
  if (step) next = items[(at + step + items.length) % items.length];
  else if (event.key === "Home") [next] = items;
  else if (event.key === "End") next = items.at(-1);
  else if (event.key === "Escape") shut();
  else if (event.key === "Tab") return shut({ back: false });
  else if (event.key.length === 1 && event.key !== " ") {
    const starts = (item) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase());
    next = [...items.slice(at + 1), ...items.slice(0, at + 1)].find(starts);
  } else return undefined;
  event.preventDefault();
  event.stopPropagation();
  next?.focus();
  return undefined;
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.menu.contains(event.target) && !open.button?.contains(event.target)) shut({ back: false });
});
list?.addEventListener("scroll", () => shut({ back: false }));
