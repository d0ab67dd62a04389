// Keeps the counts and the rows of an open page up to date: asked for every half minute while
// somebody looks, put in place only when they changed, and never under somebody's hands.

const EVERY = 30_000;
const place = document.querySelector("[data-live]");
const status = document.querySelector("[data-live-status]");
let mark = place ? `"${place.dataset.mark}"` : "";
let waiting = "";

function put(html) {
  if (place.contains(document.activeElement)) {
    waiting = html;
    return;
  }
  waiting = "";
  place.innerHTML = html;
  const counts = place.querySelector("[data-live-said]")?.textContent.trim() ?? "";
  const time = new Date().toLocaleTimeString(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
  });
  status.textContent = status.dataset.said.replace("{time}", time).replace("{counts}", counts);
}

async function ask() {
  if (document.hidden) return;
  try {
    const headers = { "If-None-Match": mark };
    const answer = await fetch(place.dataset.live, { headers, cache: "no-store", redirect: "error" });
    if (answer.status !== 200) return;
    mark = answer.headers.get("ETag") ?? "";
    put(await answer.text());
  } catch {
    // The network is away for a moment: the page stays as it is and asks again.
  }
}

if (place && status) {
  place.addEventListener("focusout", () => setTimeout(() => waiting && put(waiting)));
  document.addEventListener("visibilitychange", ask);
  setInterval(ask, EVERY);
}
