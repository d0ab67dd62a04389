// Dragging is one way more beside buttons and numbers; its library comes when a list comes near.

let loading = null;
const sortable = () => (loading ??= import("../dist/sortable.esm.js").then((module) => module.default));

/** Let the elements of a list be dragged by their handle; `moved` hears which one was dropped.
 *  Lists of one `group` exchange them. With `beside` nothing is dropped as text: what is dragged
 *  passes over places where one writes. */
export function draggable(list, { item, handle, moved, group = null, beside = false }) {
  const near = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    near.disconnect();
    sortable()
      .then((Sortable) => {
        Sortable.create(list, {
          draggable: item,
          handle,
          group,
          forceFallback: beside,
          fallbackTolerance: 4,
          animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
          onEnd: (event) => moved(event.item),
        });
        list.classList.add("can-drag");
      })
      .catch(() => {}); // Buttons and numbers go on working.
  }, { rootMargin: "25% 0px" });
  near.observe(list);
}

/** What one takes hold of; buttons do the same by keyboard, so it says nothing. */
export function handleOf(name) {
  const handle = document.createElement("span");
  handle.className = `${name} handle`;
  handle.setAttribute("aria-hidden", "true");
  handle.textContent = "⠿";
  return handle;
}
