// Durations and numbers as a person types them, read exactly as vsm_site/lib/units.py reads them. Pure functions; both sides are tested
// with the cases of tests/typed_cases.json.
const N = "[0-9]{1,9}(?:\\.[0-9]{1,9})?";
const UNITS = ["mo", "wk", "d", "h", "min", "s"];
const DURATION = new RegExp(`^(?:(${N}) *mo)?(?: *(${N}) *wk)?(?: *(${N}) *d)?(?: *(${N}) *h)?(?: *(${N}) *min)?(?: *(${N}) *s)?$`);
const RANGE = /^\s*([0-9][0-9.]*)\s*([a-z%]*)\s*[-–]\s*([0-9][0-9.]*)\s*([a-z%]*)\s*$/i;
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?$/i;
const SYNONYMS = {
  sec: "s", secs: "s", second: "s", seconds: "s", m: "min", mins: "min", minute: "min", minutes: "min", hr: "h", hrs: "h", hour: "h",
  hours: "h", day: "d", days: "d", week: "wk", weeks: "wk", w: "wk", month: "mo", months: "mo",
};

/** What was typed cannot be read; its message says what to type. */
export class Unreadable extends Error {}

/** Numbers with their units of a duration; null for what is none. */
export function durationParts(text) {
  if (text.startsWith(" ") || text.endsWith(" ")) return null;
  const found = DURATION.exec(text);
  if (!found || !found.slice(1).some((number) => number !== undefined)) return null;
  return found.slice(1).map((number, place) => [number, UNITS[place]]).filter(([number]) => number !== undefined);
}

function spelled(text) {
  const words = text.replace(/[a-z]+/gi, (word) => SYNONYMS[word.toLowerCase()] ?? word.toLowerCase());
  return words.replace(/\s+/g, " ").trim();
}

/** A value marked as an estimate; a range is one already. */
function estimate(value) {
  return typeof value === "object" ? value : { value, evidence: "estimate" };
}

function oneDuration(text, unit) {
  let words = spelled(text.replaceAll(",", "."));
  if (new RegExp(`^${N}$`).test(words)) words = `${words} ${unit}`;
  if (!durationParts(words)) throw new Unreadable(`“${text}” is no time. Type a number with its unit: 90 min, 1.5 h, 2 d 4 h, 20-40 min or ~15 min.`);
  return words;
}

/** A statement of a duration: `90` takes the unit given, `20-40 min` is a range, `~15 min` an estimate. */
export function typeDuration(text, unit = "min") {
  const typed = text.trim();
  if (typed.startsWith("~")) return estimate(typeDuration(typed.slice(1), unit));
  const range = RANGE.exec(typed);
  if (!range) return oneDuration(typed, unit);
  const high_unit = spelled(range[4]) || unit;
  const low_unit = spelled(range[2]) || high_unit;
  const [low, high] = [oneDuration(`${range[1]} ${low_unit}`, high_unit), oneDuration(`${range[3]} ${high_unit}`, high_unit)];
  if (low_unit !== high_unit) throw new Unreadable("Type both ends of the range in the same unit, for example 20-40 min.");
  if (Number(range[1]) > Number(range[3])) throw new Unreadable("The first end of the range is above the second.");
  const middle = ((Number(range[1]) + Number(range[3])) / 2).toFixed(9).replace(/0+$/, "").replace(/\.$/, "");
  return { low, likely: `${middle} ${high_unit}`, high, evidence: "estimate" };
}

function oneNumber(text) {
  const typed = text.replaceAll(",", ".").trim();
  if (/^[+-]?(inf|infinity|nan)$/i.test(typed)) throw new Unreadable("Type a finite number.");
  if (!FLOAT.test(typed)) throw new Unreadable(`“${text}” is no number. Type a number like 95, a range like 90-98, or ~20 for an estimate.`);
  const value = Number(typed.replaceAll("_", ""));
  if (!Number.isFinite(value)) throw new Unreadable("Type a finite number.");
  return value;
}

/** A statement of a number or percentage: `95`, `95 %`, `90-98`, `~20`. */
export function typeNumber(text) {
  const typed = text.trim().replace(/%$/, "").trim();
  if (typed.startsWith("~")) return estimate(typeNumber(typed.slice(1)));
  const range = RANGE.exec(typed);
  if (!range) return oneNumber(typed);
  const [low, high] = [oneNumber(range[1]), oneNumber(range[3])];
  if (low > high) throw new Unreadable("The first end of the range is above the second.");
  return { low, likely: (low + high) / 2, high, evidence: "estimate" };
}
