// Numbers and days read as `contributions/answering/typed.py` reads them: the same cases test both.

const SPACES = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff'’]/gu;
const PLAIN = /^-?[0-9]+$/;
const FRENCH = /^(?:-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|-?[0-9]*,[0-9]+)$/;
const ENGLISH = /^(?:-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|-?[0-9]*\.[0-9]+)$/;
const EITHER = /^-?[1-9][0-9]{0,2}[.,][0-9]{3}$/;
const DAY_FIRST = /^([0-9]{1,2})[\s./-]+([0-9]{1,2}|\p{L}{3,}\.?)[\s./-]+([0-9]{4})$/u;
const MONTHS = [
  ["janvier", "january", "janv", "jan"],
  ["février", "february", "fevrier", "févr", "feb"],
  ["mars", "march", "mar"],
  ["avril", "april", "avr", "apr"],
  ["mai", "may"],
  ["juin", "june", "jun"],
  ["juillet", "july", "juil", "jul"],
  ["août", "august", "aout", "aug"],
  ["septembre", "september", "sept", "sep"],
  ["octobre", "october", "oct"],
  ["novembre", "november", "nov"],
  ["décembre", "december", "decembre", "déc", "dec"],
];

function bare(text, unit) {
  const found = text.trim().replaceAll("\u2212", "-");
  const ends = unit && found.toLowerCase().endsWith(unit.toLowerCase());
  return (ends ? found.slice(0, -unit.length) : found).replace(SPACES, "");
}

/** Whether a text is one number in French and another in English, as “1,200”. */
export const isAmbiguous = (text, unit = "") => EITHER.test(bare(text, unit));

/** The number in French or in English notation, or null: not a number, or ambiguous. */
export function numberIn(text, unit = "") {
  const found = bare(text, unit);
  if (PLAIN.test(found)) return found.length <= 16 ? Number(found) : null;
  if (EITHER.test(found)) return null;
  if (FRENCH.test(found)) return Number(found.replaceAll(".", "").replace(",", "."));
  return ENGLISH.test(found) ? Number(found.replaceAll(",", "")) : null;
}

function monthIn(word) {
  if (/^[0-9]+$/.test(word)) return Number(word);
  const name = word.toLowerCase().replace(/\.+$/, "");
  return MONTHS.findIndex((names) => names.includes(name)) + 1;
}

const exists = (year, month, day) => {
  const made = new Date(Date.UTC(2000, month - 1, day));
  made.setUTCFullYear(year, month - 1, day);
  return year > 0 && made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
};

const written = (year, month, day) =>
  exists(year, month, day)
    ? `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`
    : null;

/** The day as YYYY-MM-DD, from that form or from « 26/10/2018 », « 26 octobre 2018 »; or null. */
export function dayIn(text) {
  const plain = text.trim().split(/\s+/).join(" ");
  const iso = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(plain);
  if (iso) return written(...iso.slice(1).map(Number));
  const found = DAY_FIRST.exec(plain.replace(/^1er\b/, "1"));
  const month = found ? monthIn(found[2]) : 0;
  return month ? written(Number(found[3]), month, Number(found[1])) : null;
}
