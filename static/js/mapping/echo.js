// What was typed stands in the drawing at once, marked as not stored yet; the next picture of the server takes its place.
import { shown, stated } from "./statement.js";

const NONE = "–";

/** A value as its cell shows it. */
export function cellText(datum, value) {
  if (value === null || value === undefined) return NONE;
  if (datum.kind === "choice") return datum.choices.find(([key]) => key === value)?.[1] ?? String(value);
  if (datum.kind === "words") return value.join(", ");
  if (datum.kind === "demand") return shown(datum, value);
  if (datum.kind === "percent") return `${stated(value)} %`;
  return datum.stated ? stated(value) : String(value);
}

/** The text of a line that shows `before` when it shows `after`: what stands around it ("×2", "max 5", "rework 8 %") stays. */
export function replaced(line, before, after) {
  const bare = line.replace(/ !$/, "");
  return before && before !== NONE && bare.includes(before) ? bare.replace(before, after) : after;
}

/** Put a value into its cell; false where the drawing has none. Where it stands beside a label, that is told to `beside(label, value)`. */
function write(cell, datum, before, value, beside) {
  const lines = cell ? [...cell.querySelectorAll("text")] : [];
  if (!lines.length) return false;
  const last = lines.at(-1);
  const isRow = lines.length === 2 && last.getAttribute("text-anchor") === "end";
  if (!isRow && lines.length > 1) {
    for (const line of lines.slice(1)) line.textContent = "";
    lines[0].textContent = cellText(datum, value);
  } else {
    last.textContent = replaced(last.textContent, cellText(datum, before), cellText(datum, value));
    if (isRow) beside(lines[0], last);
  }
  return true;
}

/** How many letters of a label fit into a width, with the dots that tell of the others; `widthOf(n)` is that of its first n. */
export function fitting(length, width, dots, widthOf) {
  if (widthOf(length) <= width) return length;
  let [low, high] = [1, length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (widthOf(middle) + dots <= width) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A longer value beside a label: the label gives way. */
function givingWay() {
  const pairs = new Map();
  const lettersOf = (label, value) => {
    const width = Number(value.getAttribute("x")) - Number(label.getAttribute("x")) - 8 - value.getComputedTextLength();
    return fitting(label.getNumberOfChars(), width, Number(label.getAttribute("font-size")), (letters) => label.getSubStringLength(0, letters));
  };
  return {
    add: (label, value) => pairs.set(label, value),
    measure: () => [...pairs].filter(([label]) => label.isConnected && label.textContent).map(([label, value]) => [label, lettersOf(label, value)]),
    place(found) {
      pairs.clear();
      for (const [label, letters] of found) if (letters < label.textContent.length) label.textContent = `${label.textContent.slice(0, letters).replace(/…$/, "")}…`;
    },
  };
}

/** Show changes of this tab at once, and those of others before their picture comes. */
export function attach(room) {
  const pending = new Map();
  const labels = givingWay();
  const before = new Map();
  const name = (ref, field) => `${ref} ${field}`;

  function show(ref, field, value, isPending) {
    const datum = room.datum(ref, field);
    const cell = datum && room.cell(ref, field);
    if (!cell) return;
    const shown = before.get(name(ref, field)) ?? givenIn(cell, datum);
    write(cell, datum, shown, value, (label, text) => {
      labels.add(label, text);
      room.redraw(labels);
    });
    before.set(name(ref, field), value);
    cell.classList.toggle("is-pending", isPending);
  }

  const each = (ops, deed) => {
    for (const op of ops ?? []) if (op.k === "set") for (const [field, value] of Object.entries(op.f)) deed(op.r, field, value);
  };

  /** What was shown at once did not come to be. */
  function take(id, ops) {
    pending.delete(id);
    each(ops, (ref, field) => show(ref, field, room.live.value(ref, field).value, false));
  }

  room.live.on("local", ({ id, ops, dropped }) => {
    if (dropped) return take(id, ops);
    pending.set(id, ops);
    each(ops, (ref, field, value) => show(ref, field, value, true));
  });
  room.live.on("ch", (frame) => {
    pending.delete(frame.id);
    const waits = new Set([...pending.values()].flatMap((ops) => ops.flatMap((op) => Object.keys(op.f ?? {}).map((field) => name(op.r, field)))));
    each(frame.ops, (ref, field, value) => waits.has(name(ref, field)) || show(ref, field, value, false));
  });
  room.live.on("no", ({ id, ops }) => take(id, ops));
  room.live.on("ack", ({ id, s }) => pending.has(id) && s <= room.live.head && take(id, pending.get(id))); // its frame was here, or was jumped over
  room.on("picture", () => {
    before.clear();
    for (const ops of pending.values()) each(ops, (ref, field, value) => show(ref, field, value, true));
  });
}

/** The value that the drawing's cell was made with. */
export function givenIn(cell, datum) {
  const text = cell.dataset.value ?? "";
  if (!text) return null;
  if (datum.kind === "text" || datum.kind === "name" || datum.kind === "choice") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
