// What is not on the server yet stays in the browser, under the address of the contribution.
// Each page keeps its own, so that two tabs never erase each other's text.

const PREFIX = "consult:";

/** The stores of one contribution in this browser: `mine`, and those that pages left behind. */
export function keeper(contribution, page) {
  const start = `${PREFIX}${contribution}:`;
  const mine = start + page;
  // A page that lives holds a lock of its own name: nobody takes its text over.
  navigator.locks?.request(mine, () => new Promise(() => undefined)).catch(() => undefined);
  return {
    keep: (record) => write(mine, record),
    forget: () => remove(mine),
    drop: (name) => remove(name),
    left: async () => left(start, mine),
  };
}

export async function left(start, mine = "") {
  const living = new Set();
  try {
    const { held } = await navigator.locks.query();
    for (const lock of held) living.add(lock.name);
  } catch {
    // Without locks a text of a living page may come back twice; it is never lost.
  }
  return names()
    .filter((name) => name.startsWith(start) && name !== mine && !living.has(name))
    .map((name) => ({ name, record: read(name) }))
    .filter(({ record }) => record)
    .sort((a, b) => (a.record.at < b.record.at ? -1 : 1));
}

export const startOf = (contribution) => `${PREFIX}${contribution}:`;

function names() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

function read(name) {
  try {
    const record = JSON.parse(localStorage.getItem(name));
    return record && typeof record.text === "object" ? record : null;
  } catch {
    return null;
  }
}

function write(name, record) {
  try {
    localStorage.setItem(name, JSON.stringify(record));
    return true;
  } catch {
    return false; // A browser that keeps nothing still has the form itself.
  }
}

function remove(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // Nothing was kept, so there is nothing to forget.
  }
}
