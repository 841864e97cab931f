// A datum as the text that a person types and sees, and back, exactly as mapping/typed.py has it. Pure functions; both sides are tested
// with the cases of tests/typed_cases.json.
import { durationParts, typeDuration, typeNumber, Unreadable } from "./typing.js";

export { Unreadable } from "./typing.js";

const LARGEST = 1e12;

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
  if (datum.kind === "demand") return `${stated(value.quantity)} per ${{ h: "hour", d: "day", wk: "week", mo: "month" }[value.per] ?? value.per}`;
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

/** `62 per day`, `62 / d`, `300 a week` as a demand. */
function readDemand(text) {
  const found = /^(.+?)\s*(?:\bper\b|\ba\b|\ban\b|\/)\s*(h|hour|d|day|wk|week|mo|month)$/i.exec(text);
  if (!found) throw new Unreadable(`“${text}” is no demand. Type how many and per what: 62 per day, 300 a week.`);
  return { quantity: limits({ least: 0 }, typeNumber(found[1])), per: { hour: "h", day: "d", week: "wk", month: "mo" }[found[2].toLowerCase()] ?? found[2].toLowerCase() };
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
  if (datum.kind === "demand") return readDemand(typed);
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
