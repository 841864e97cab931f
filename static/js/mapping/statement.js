// What a person types for a datum, read exactly as mapping/typed.py reads it, and shown as it is shown there. Pure functions; both sides
// are tested with the cases of tests/typed_cases.json.
const N = "[0-9]{1,9}(?:\\.[0-9]{1,9})?";
const UNITS = ["mo", "wk", "d", "h", "min", "s"];
const DURATION = new RegExp(`^(?:(${N}) *mo)?(?: *(${N}) *wk)?(?: *(${N}) *d)?(?: *(${N}) *h)?(?: *(${N}) *min)?(?: *(${N}) *s)?$`);
const RANGE = /^\s*([0-9][0-9.]*)\s*([a-z%]*)\s*[-–]\s*([0-9][0-9.]*)\s*([a-z%]*)\s*$/i;
const FLOAT = /^[+-]?(?:\d+(?:_\d+)*\.?(?:\d+(?:_\d+)*)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+)?$/i;
const SYNONYMS = {
  sec: "s", secs: "s", second: "s", seconds: "s", m: "min", mins: "min", minute: "min", minutes: "min", hr: "h", hrs: "h", hour: "h",
  hours: "h", day: "d", days: "d", week: "wk", weeks: "wk", w: "wk", month: "mo", months: "mo",
};
const LARGEST = 1e12;

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

function oneDuration(text, unit) {
  let words = spelled(text.replaceAll(",", "."));
  if (new RegExp(`^${N}$`).test(words)) words = `${words} ${unit}`;
  if (!durationParts(words)) throw new Unreadable(`“${text}” is no time. Type a number with its unit: 90 min, 1.5 h, 2 d 4 h, 20-40 min or ~15 min.`);
  return words;
}

/** A statement of a duration: `90` takes the unit given, `20-40 min` is a range, `~15 min` an estimate. */
export function typeDuration(text, unit = "min") {
  const typed = text.trim();
  if (typed.startsWith("~")) return { value: typeDuration(typed.slice(1), unit), evidence: "estimate" };
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
  if (typed.startsWith("~")) return { value: typeNumber(typed.slice(1)), evidence: "estimate" };
  const range = RANGE.exec(typed);
  if (!range) return oneNumber(typed);
  const [low, high] = [oneNumber(range[1]), oneNumber(range[3])];
  if (low > high) throw new Unreadable("The first end of the range is above the second.");
  return { low, likely: (low + high) / 2, high, evidence: "estimate" };
}

/** One number or duration with all its digits. */
export function exact(value) {
  return typeof value === "string" ? value : String(value);
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isVague = (statement) => ["estimate", "guess"].includes(statement.evidence);

function rangeText(low, high) {
  if (typeof low !== "string") return `${exact(low)}-${exact(high)}`;
  const unit = low.slice(low.indexOf(" ") + 1);
  const isOne = low.includes(" ") && high.slice(high.indexOf(" ") + 1) === unit;
  return isOne ? `${low.slice(0, low.indexOf(" "))}-${high}` : low.includes(" ") ? `${low} - ${high}` : `${low}-${high}`;
}

/** A statement as it was typed; several observations as their count. */
export function stated(statement) {
  if (!isObject(statement)) return exact(statement);
  if ("value" in statement) return (isVague(statement) ? "~" : "") + exact(statement.value);
  if ("low" in statement) return rangeText(statement.low, statement.high);
  const seen = statement.observations ?? [];
  return seen.length === 1 ? exact(seen[0]) : `${seen.length} observed`;
}

/** A datum as the text that stands in its field; empty where it is not given. */
export function shown(datum, value) {
  if (value === null || value === undefined) return "";
  if (datum.kind === "words") return value.join(", ");
  if (datum.kind === "custom") return Object.entries(value).map(([label, entry]) => `${label}: ${exact(entry)}`).join("\n");
  if (datum.kind === "percent") return stated(value).endsWith("observed") ? stated(value) : `${stated(value)} %`;
  return stated(value);
}

/** The unit that a bare number is taken in: that of the value as it stands, else minutes. */
export function unitOf(statement) {
  const entries = isObject(statement) ? ["value", "low", "likely", "high"].map((key) => statement[key]).concat(statement.observations ?? []) : [statement];
  for (const entry of entries) {
    const parts = typeof entry === "string" ? durationParts(entry) : null;
    if (parts) return parts[0][1];
  }
  return "min";
}

function limits(datum, value) {
  const sign = datum.above ? "above" : "at least";
  for (const entry of isObject(value) ? [value.value, value.low, value.likely, value.high].filter((one) => one !== undefined) : [value]) {
    if (typeof entry !== "number" || Math.abs(entry) > LARGEST) throw new Unreadable("This has to be a finite number of at most 10^12 in size.");
    const least = datum.least ?? null;
    if (least !== null && (datum.above ? entry <= least : entry < least)) throw new Unreadable(`This has to be ${sign} ${least}.`);
    if (datum.most !== undefined && entry > datum.most) throw new Unreadable(`This has to be at most ${datum.most}.`);
  }
  return value;
}

function readCustom(text, present) {
  const kept = new Map(Object.entries(present).map(([label, entry]) => [`${label}: ${exact(entry)}`.trim(), [label, entry]]));
  const found = {};
  for (const line of text.split("\n").filter((one) => one.trim())) {
    const at = line.indexOf(":");
    if (!kept.has(line.trim()) && (at < 0 || !line.slice(0, at).trim())) throw new Unreadable("Type one entry a line: label: value.");
    const [label, entry] = kept.get(line.trim()) ?? [line.slice(0, at).trim(), plain(line.slice(at + 1).trim())];
    if (label in found) throw new Unreadable(`“${label}” stands here twice; give each entry a label of its own.`);
    found[label] = entry;
  }
  return found;
}

function plain(text) {
  return /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/.test(text) && Math.abs(Number(text)) <= LARGEST ? Number(text) : text;
}

/** What was typed as the value of the document, null for nothing; Unreadable in the user's words. `present` is the value as it stands. */
export function read(datum, text, present = null, isRequired = false) {
  const typed = text.replaceAll("\r\n", "\n").trim();
  if (typed === "") {
    if (isRequired) throw new Unreadable(datum.kind === "choice" ? "Choose one." : `Type the ${datum.label.toLowerCase()}.`);
    return null;
  }
  if (typed === shown(datum, present).trim()) return present;
  if (datum.kind === "duration") return typeDuration(typed, unitOf(present));
  if (["percent", "number", "fraction"].includes(datum.kind)) return limits(datum, typeNumber(typed));
  if (datum.kind === "words") return typed.split(",").map((word) => word.trim()).filter(Boolean);
  if (datum.kind === "custom") return readCustom(typed, present ?? {});
  if (datum.kind === "flag") return typed === "true" ? true : null;
  return typed;
}

/** Whether two values of the document are the same. */
export function isSame(one, two) {
  return JSON.stringify(one ?? null) === JSON.stringify(two ?? null);
}

/** What stands below the field while one types: what will be kept, or "" where it is as it reads. */
export function hint(datum, text, present = null) {
  let value;
  try {
    value = read(datum, text, present);
  } catch {
    return "";
  }
  if (isObject(value) && "low" in value) return `A range, typical ${exact(value.likely)}${datum.kind === "percent" ? " %" : ""}`;
  if (isObject(value) && isVague(value)) return `An estimate: ${exact(value.value)}${datum.kind === "percent" ? " %" : ""}`;
  if (value !== null && datum.kind === "duration" && !/[a-z]/i.test(text)) return `Kept as ${stated(value)}`;
  return "";
}
