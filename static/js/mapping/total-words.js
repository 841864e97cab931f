// What changed in the totals, in words: pure functions over the entries of map-format.md 4.

const SHOWN = [
  ["lead_time", "lead time"],
  ["process_time", "process time"],
  ["wait_time", "waiting"],
  ["rolled_complete_accurate", "rolled % C&A"],
  ["activity_ratio", "activity ratio"],
  ["takt_time", "takt"],
];
const HIGHER_IS_BETTER = new Set(["rolled_complete_accurate", "activity_ratio"]);
const NEAR = 1e-9;

/** A number rounded half up to one decimal, without a trailing zero. */
export function plain(number) {
  const scaled = Math.abs(number) * 10;
  const rounded = Math.floor(scaled + 0.5 + Math.min(scaled * NEAR, 1e-3)) / 10;
  return `${number < 0 && rounded ? "-" : ""}${rounded}`;
}

/** Seconds of a working day of a calendar ("8 h", "450 min", "7 h 30 min"). */
export function workDay(calendar) {
  const units = { s: 1, min: 60, h: 3600 };
  let sum = 0;
  for (const [, number, unit] of (calendar?.work_per_day ?? "8 h").matchAll(/([0-9.]+) *(min|h|s)/g)) sum += Number(number) * units[unit];
  return sum;
}

/** Working seconds for people, as map-format.md 3.9 says. */
export function timeText(seconds, day) {
  const size = Math.abs(seconds);
  const below = (limit) => size < limit * (1 - NEAR);
  if (below(300)) return `${plain(seconds)} s`;
  if (below(7200)) return `${plain(seconds / 60)} min`;
  if (below(2 * day)) return `${plain(seconds / 3600)} h`;
  return `${plain(seconds / day)} d`;
}

function measure(entry) {
  return entry?.seconds ?? entry?.percent ?? null;
}

/**
 * The difference that people should see first; null where no total moved or one of the two maps has none.
 * @returns {{key: string, text: string, words: string, isUp: boolean, isBetter: boolean} | null}
 */
export function difference(before, after) {
  if (!before || !after || before.errors || after.errors) return null;
  for (const [key, words] of SHOWN) {
    const [was, is] = [measure(before[key]), measure(after[key])];
    if (was === null || is === null || Math.abs(is - was) <= NEAR * Math.max(Math.abs(is), Math.abs(was))) continue;
    const by = is - was;
    const text = "seconds" in after[key] ? timeText(by, workDay(after.calendar)) : `${plain(by)} points`;
    return { key, words, text: by > 0 ? `+${text}` : text.replace(/^-/, "−"), isUp: by > 0, isBetter: by > 0 === HIGHER_IS_BETTER.has(key) };
  }
  return null;
}

/** Keys of figures whose words are others than before. */
export function changedFigures(before, after) {
  const words = (totals) => new Map((totals?.figures ?? []).map((figure) => [figure.key, `${figure.bound ?? ""} ${figure.value} ${figure.unit ?? ""}`]));
  const [was, is] = [words(before), words(after)];
  return [...is].filter(([key, text]) => was.size && was.get(key) !== text).map(([key]) => key);
}

/** How long ago: "12 s ago", "3 min ago", "2 h ago". */
export function ago(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  return seconds < 3600 ? `${Math.floor(seconds / 60)} min ago` : `${Math.floor(seconds / 3600)} h ago`;
}

/** Where ops changed a map, in a few words: "step 5 wait", "step 2 removed", "3 things". `steps` are document ids in order. */
export function whereOf(ops, { steps, idOf, flowOf, labelOf }) {
  const refs = new Set((ops ?? []).map((op) => op.r));
  if (!refs.size) return "";
  if (refs.size > 1) return `${refs.size} things`;
  const [op] = ops;
  const [kind] = op.r.split("/");
  const number = (id) => (steps.includes(id) ? `step ${steps.indexOf(id) + 1}` : kind);
  const place = kind === "step" ? number(idOf(op.r)) : kind === "flow" ? number(flowOf(op.r)?.to) : kind === "map" ? "the map’s" : kind;
  if (op.k === "del") return `${kind} removed`;
  const fields = Object.keys(op.f ?? {});
  if (op.k === "new") return `${place} added`;
  return fields.length === 1 ? `${place} ${labelOf(op.r, fields[0])}` : place;
}
