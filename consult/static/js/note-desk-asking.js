// What the desk asks of the server, as JSON; whatever happens there is an answer to look at.

const PATIENCE = 30_000;

const token = () => document.querySelector("input[name=csrf_token]").value;

/** Who signed in again elsewhere has another token: every form of the page takes it. False where
 *  nobody is signed in. */
async function renewed() {
  const response = await fetch(location.pathname, { cache: "no-store", redirect: "error" }).catch(() => null);
  if (!response?.ok) return false;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("input[name=csrf_token]")?.value;
  // Somebody else signed in meanwhile: what was typed here is not theirs.
  const who = (place) => place.querySelector("[data-note-desk]")?.dataset.who;
  if (!fresh || who(page) !== who(document)) return false;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = fresh;
  document.querySelector("[data-note-editor]").dataset.token = fresh;
  return true;
}

/** { status, answer }: status 0 when nobody answered, 401 when one is no longer signed in. */
export async function send(address, body, options = {}) {
  const told = await sent(address, body, options);
  if (told.status !== 400) return told;
  return (await renewed()) ? sent(address, body, options) : { status: 401, answer: null };
}

async function sent(address, body, { going = false }) {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token(), Accept: "application/json" },
      body: JSON.stringify(body),
      keepalive: going,
      redirect: "manual",
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    if (response.type === "opaqueredirect") return { status: 401, answer: null };
    return { status: response.status, answer: await response.json().catch(() => null) };
  } catch {
    return { status: 0, answer: null };
  }
}

/** What the server has; null when it does not answer. */
export async function ask(address) {
  try {
    const response = await fetch(address, { cache: "no-store", redirect: "error" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
