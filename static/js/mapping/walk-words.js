// What is typed on the walk as it is kept. Pure functions; mapping/sheet.py does the same for a page without scripts.

const HOWS = ["estimate", "measured", "system", "guess"];
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** A number with how it is known, who says it, and when; a text or an emptied field as it is. */
export function stamped(datum, value, { how, by, at }) {
  if (value === null || !datum?.stated || !HOWS.includes(how)) return value;
  return { ...(isObject(value) ? value : { value }), evidence: how, by, at };
}

/** The operation that keeps a note {text, kind, stop, about}; an issue becomes a capture of the step that it is about, else of the stop's
 * own `step`. Null for an empty one. */
export function noteOp({ text, kind, stop, about = "" }, id, step = "") {
  const words = text.trim();
  if (!words) return null;
  const [of] = about.split("/");
  const at = of === "step" ? about : step;
  if (kind === "issue") return { k: "new", r: `capture/${id}`, f: { kind, text: words, ...(at ? { step: at } : {}) } };
  return { k: "new", r: `observation/${id}`, f: { kind, text: words, stop: `stop/${stop}`, ...(of ? { [of]: about } : {}) } };
}

/** Which stop is shown: that of the address, else the first that nobody has seen, else the first. `stops` are {id, isSeen}. */
export function shownStop(stops, hash) {
  const asked = hash.replace(/^#stop-/, "");
  return stops.find((stop) => stop.id === asked)?.id ?? stops.find((stop) => !stop.isSeen)?.id ?? stops[0]?.id ?? "";
}

/** Today in the workshop's time zone, as the form stamps it: `YYYY-MM-DD`. */
export function today(zone, now = new Date()) {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(now);
  return ["year", "month", "day"].map((type) => parts.find((part) => part.type === type).value).join("-");
}
