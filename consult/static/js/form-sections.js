// The list of sections says where one is; changing the language of the page leads back there.

export function follow(form) {
  const links = new Map(
    [...document.querySelectorAll(".sections a")].map((link) => [link.hash.slice(1), link]),
  );
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        for (const link of links.values()) link.removeAttribute("aria-current");
        links.get(entry.target.id)?.setAttribute("aria-current", "true");
        if (form.elements.place) form.elements.place.value = entry.target.id;
      }
    },
    { rootMargin: "-20% 0px -70% 0px" },
  );
  form.querySelectorAll(".sheet-section").forEach((section) => watcher.observe(section));
}
