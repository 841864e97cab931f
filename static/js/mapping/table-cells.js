// One cell of a table: the field that is typed into, and beside it, hidden, the value it was rendered with and that value's revision.

/** Whether there is a page to work on (tests of pure functions have none). */
export function isTable() {
  return typeof document !== "undefined";
}

/** The field of a cell, null where the cell is only shown. */
export function fieldOf(cell) {
  return cell?.querySelector(".cell-input") ?? null;
}

/** The value that a cell was rendered with. */
export function firstOf(cell) {
  return cell.querySelector("[data-first]")?.value ?? "";
}

/** The revision of the value that a cell was rendered with. */
export function revOf(cell) {
  return Number(cell.querySelector("[data-rev]")?.value ?? 0);
}

/** Line ends as forms send them do not count as typing. */
export function isSame(one, two) {
  return one.replaceAll("\r\n", "\n").trim() === two.replaceAll("\r\n", "\n").trim();
}

/** Whether something stands in a cell that is not stored yet. */
export function isDirty(cell) {
  const field = fieldOf(cell);
  return Boolean(field) && !isSame(field.value, firstOf(cell));
}

/** Whether a cell must not be redrawn now: somebody is in it, or has typed into it. */
export function isBusy(cell) {
  return isDirty(cell) || (isTable() && cell.contains(document.activeElement));
}

/** The record and field that a cell shows: of its row, or of what the row says that it shows (`data-rec`). The wait in front of a step
 * belongs to the flow that its name begins with. */
export function placeOf(cell) {
  const row = cell.closest("[data-row]");
  const kind = row.closest("[data-rows]").dataset.rows;
  const [own, key] = row.dataset.rec?.split("/") ?? [kind, row.id.slice(kind.length + 1)];
  const { kind: of, id, field } = partsOf(own, key, fieldOf(cell).name);
  return { ref: `${of}/${id}`, field };
}

/** `cycle_time` is a datum of the row's own record, `<uuid>-wait` one of a flow. */
export function partsOf(kind, id, name) {
  const other = /^([0-9a-f-]{36})-(\w+)$/.exec(name);
  return other ? { kind: "flow", id: other[1], field: other[2] } : { kind, id, field: name };
}
