// The same contribution in two tabs, or on two machines: what the others saved is shown here too,
// in the answers this page has not touched.

import { apply, markOf, NOTHING, said } from "./form-entries.js";

export function meet(form, { known, pending, save }) {
  const here = form.elements.page.value;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`consult:${form.dataset.contribution}`) : null;

  function take(key, text, mark) {
    const now = said(form).get(key);
    const untouched = now === (known.get(key) ?? NOTHING);
    if (now === undefined || (!untouched && now !== text)) return;
    if (untouched && now !== text) apply(form, key, text);
    known.set(key, said(form).get(key));
    const base = markOf(form, key);
    if (base) base.value = mark;
  }

  // A page read anew says what every answer is now; its own script does not run. False when it
  // could not be read.
  async function refresh() {
    const asked = new Map([...said(form).keys()].map((key) => [key, markOf(form, key)?.value]));
    let whole = true;
    try {
      const response = await fetch(form.action, { headers: { Accept: "text/html" } });
      if (!response.ok) return false;
      const fresh = new DOMParser()
        .parseFromString(await response.text(), "text/html")
        .querySelector("form.sheet");
      if (!fresh) return false;
      for (const [key, text] of said(fresh)) {
        const mark = markOf(fresh, key)?.value;
        const now = markOf(form, key)?.value;
        if (mark === now) continue;
        // Saved here since the page was asked for: what came may be older than what stands here.
        if (now !== asked.get(key)) whole = false;
        else take(key, text, mark);
      }
      return whole;
    } catch {
      return false; // The next saving says whether the server is there.
    }
  }

  channel?.addEventListener("message", ({ data }) => {
    if (data.page === here) return;
    for (const [key, text, mark] of data.saved ?? []) take(key, text, mark);
    // Whoever knew all that came before knows all there is now.
    const { revision } = form.elements;
    if (data.revision === Number(revision.value) + 1) revision.value = data.revision;
    if (pending().length) save();
  });
  channel?.postMessage({ page: here });

  return {
    refresh,
    tell({ marks, revision }, text) {
      const saved = Object.entries(marks).map(([key, mark]) => [key, text.get(key) ?? NOTHING, mark]);
      channel?.postMessage({ page: here, saved, revision });
    },
  };
}
