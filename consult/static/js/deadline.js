// How much time is left, by the server's clock: a computer may be an hour fast.

const LAST = 48 * 3600e3;
const MINUTE = 60e3;
const AGAIN = 15 * MINUTE;

const [navigation] = performance.getEntriesByType("navigation");
const born = navigation?.responseStart ?? 0;

/** Follow one deadline: its words every minute, a spoken sentence at a few marks only. */
export function follow(place) {
  const { now, closes, hours, minutes, over, marks } = place.dataset;
  const left = place.querySelector(".deadline-left");
  const spoken = place.querySelector("[role=status]");
  const sentences = new Map(Object.entries(JSON.parse(marks)).map(([at, said]) => [+at, said]));
  let clock = { server: +now, here: born };
  let before = null;
  let timer;

  const remaining = () => +closes - clock.server - (performance.now() - clock.here);

  const words = (rest) => {
    const all = Math.floor(rest / MINUTE);
    const [h, m] = [Math.floor(all / 60), all % 60];
    return h
      ? hours.replace("{hours}", h).replace("{minutes}", String(m).padStart(2, "0"))
      : minutes.replace("{minutes}", m);
  };

  const tell = () => {
    clearTimeout(timer);
    const rest = remaining();
    if (rest <= 0) {
      left.textContent = over;
      place.classList.add("over");
      if (before > 0) spoken.textContent = over;
      before = rest;
      return;
    }
    if (rest <= LAST) {
      left.textContent = words(rest);
      place.classList.add("soon");
    }
    const passed = [...sentences.keys()].filter((mark) => before > mark && rest <= mark);
    if (passed.length) spoken.textContent = sentences.get(Math.min(...passed));
    before = rest;
    // A little after the minute turns, so that it is never told too early.
    timer = setTimeout(tell, rest <= LAST ? (rest % MINUTE) + 50 : Math.min(rest - LAST + 50, AGAIN));
  };

  /** A computer that slept, or a page brought back, asks the server what time it is. */
  const ask = async () => {
    try {
      const answer = await fetch("/healthz", { method: "HEAD", cache: "no-store" });
      const server = Date.parse(answer.headers.get("Date"));
      if (server) clock = { server: server + 500, here: performance.now() };
    } catch {
      // Offline: the clock that runs since the page opened goes on.
    }
    tell();
  };

  document.addEventListener("visibilitychange", () => document.hidden || ask());
  window.addEventListener("pageshow", (event) => event.persisted && ask());
  tell();
}
