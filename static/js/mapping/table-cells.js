// One cell of a table: the field that is typed into, and beside it, hidden, the value it was rendered with and that value's revision.

/** Whether there is a page to work on (tests of pure functions have none). */
export function isTable() {
  return typeof document !== "undefined";
}

/** The field of a cell, null where the cell is only shown. */
export function fieldOf(cell) {
  return cell?.querySelector(".cell-input") ?? null;
}

/** All inputs of a cell that are sent with it. */
export function cellsOf(cell) {
  return [...cell.querySelectorAll(".cell-input, [data-first], [data-rev]")];
}

/** The value that a cell was rendered with. */
export function firstOf(cell) {
  return cell.querySelector("[data-first]")?.value ?? "";
}

/** Line ends as forms send them do not count as typing. */
export function isSame(one, two) {
  return one.replaceAll("\r\n", "\n").trim() === two.replaceAll("\r\n", "\n").trim();
}

/** Whether something was typed into a cell that is not stored yet. */
export function isDirty(cell) {
  const field = fieldOf(cell);
  return Boolean(field) && !isSame(field.value, firstOf(cell));
}

/** Whether a cell must not be redrawn now: somebody is in it, or has typed into it. */
export function isBusy(cell) {
  return isDirty(cell) || (isTable() && cell.contains(document.activeElement));
}

/** An id for one change; pages that are not served over TLS have no randomUUID. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}
