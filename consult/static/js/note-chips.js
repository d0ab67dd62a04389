// What chips show: a figure as the note prints it, a quotation between its marks with who said
// it, a source as the code of its contribution. The server resolves many at once; what it said is
// kept, and every chip on the page is drawn again when news arrive.

const told = { figures: new Map(), places: new Map() };
const wanted = { rules: new Set(), places: new Map() };
const listeners = new Set();
const AFTER = 40;
const MOST = 400;
let due = 0;

const settings = () => document.querySelector("[data-note-editor]")?.dataset ?? {};

/** What names a passage wherever it is used. */
export const placeKey = ({ agency, version, question, start, end, item, field }) =>
  [agency, version, question, item ?? "", field ?? "", start, end].join("|");

/** Called again whenever more is known; answers what to call to stop. */
export function onNews(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is known of a rule: { forms: {of: "…"}, words, wrong, forms_refused }, or undefined. */
export function figureOf(rule) {
  if (!told.figures.has(rule)) ask("rules", rule);
  return told.figures.get(rule);
}

/** What is known of a passage: { by, code, badge, state, whole }, or undefined. */
export function placeOf(place) {
  const key = placeKey(place);
  if (!told.places.has(key)) ask("places", place);
  return told.places.get(key);
}

/** What a picker already knows is not asked again. */
export function tell({ figures = {}, places = [] }) {
  for (const [rule, known] of Object.entries(figures)) told.figures.set(rule, known);
  for (const known of places) told.places.set(placeKey(known.place), known);
  for (const listener of listeners) listener();
}

/** Everything is asked again: versions, codings or consents have changed. Until then chips show
 *  what they showed. */
export function refresh() {
  for (const rule of told.figures.keys()) ask("rules", rule);
  for (const { place } of told.places.values()) ask("places", place);
}

function ask(kind, one) {
  if (!settings().resolve) return;
  if (kind === "rules") wanted.rules.add(one);
  else wanted.places.set(placeKey(one), one);
  if (!due) due = setTimeout(send, AFTER);
}

async function send() {
  const rules = [...wanted.rules].slice(0, MOST);
  const places = [...wanted.places.values()].slice(0, MOST);
  for (const rule of rules) wanted.rules.delete(rule);
  for (const place of places) wanted.places.delete(placeKey(place));
  due = 0;
  try {
    tell(await post(settings().resolve, { rules, places }));
  } catch {
    return; // Shown by its rule until the network is back.
  }
  if (wanted.rules.size || wanted.places.size) due = setTimeout(send, AFTER);
}

/** Send JSON, get JSON; throws when it is refused. */
export async function post(address, body) {
  const token = document.querySelector("[data-note-editor]")?.dataset.token ?? document.querySelector("input[name=csrf_token]")?.value ?? "";
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" },
    body: JSON.stringify(body),
    redirect: "error",
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

const signs = (text, start, end) => [...text].slice(start, end).join("");

/** A quotation as it is printed: its text with « […] » and words in square brackets. */
export function quoted(text, cuts = []) {
  let at = 0;
  let made = "";
  for (const { start, end, instead } of cuts) {
    made += signs(text, at, start) + (instead ? `[${instead}]` : "[…]");
    at = end;
  }
  return made + signs(text, at, Infinity);
}

const marks = () => (settings().language === "en" ? ["“", "”"] : ["«\u00a0", "\u00a0»"]);

/** The signs of a source: one for each contribution, and a word for those that are not named. */
export function codesOf(places) {
  const known = places.map((place) => ({ agency: place.agency, ...placeOf(place) }));
  const unnamed = known.filter(({ code }) => code === "");
  const many = new Set(unnamed.map(({ agency }) => agency)).size;
  const words = many > 1 ? settings().unnamed?.replace("{count}", many) : unnamed[0]?.by;
  return [...new Set([...known.filter(({ code }) => code !== "").map(({ code, agency }) => code ?? agency), ...(words ? [words] : [])])];
}

/** What a chip shows, as text. */
export function drawn(piece) {
  if ("figure" in piece) {
    const known = figureOf(piece.figure);
    return known?.forms?.[piece.form ?? "of"] || piece.figure;
  }
  if ("quote" in piece) {
    const [opening, closing] = marks();
    return opening + quoted(piece.quote.text, piece.cuts) + closing;
  }
  return `[${codesOf(piece.source).join(", ")}]`;
}

/** What a chip is in a text copied elsewhere: a source has no place there. */
export const spoken = (piece) => ("source" in piece ? "" : drawn(piece));

/** What stands against printing a chip: a word for its looks, or nothing. */
export function faultOf(piece) {
  if ("figure" in piece) {
    const known = figureOf(piece.figure);
    if (known?.wrong) return "wrong";
    return known && !known.forms?.[piece.form ?? "of"] ? "withheld" : "";
  }
  // The words of a source are not printed: whether they may be quoted does not matter there.
  const [places, against] = "quote" in piece ? [[piece.quote], ["refused", "review"]] : [piece.source, []];
  const found = places.map((place) => placeOf(place)?.badge ?? "");
  return ["gone", "altered", "confidential", ...against].find((badge) => found.includes(badge)) ?? "";
}
