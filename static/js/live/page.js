// Single values on a page: an element with data-rec and data-field shows a field of a record, with its revision in data-rev.

/** The elements that show a field of a record. */
export function shownAt(ref, field, root = document) {
  return [...root.querySelectorAll(`[data-rec="${CSS.escape(ref)}"][data-field="${CSS.escape(field)}"]`)];
}

/** A value as an attribute or input holds it; null for one that has no plain text (a statement with parts). */
export function plain(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? null : String(value);
}

/** Put a confirmed op's values and its number on the page; what somebody is typing into keeps its text. */
export function showOp(op, s, root = document) {
  if (!op.f) return;
  for (const element of root.querySelectorAll(`[data-rec="${CSS.escape(op.r)}"][data-field]`)) {
    const { field } = element.dataset;
    if (Object.hasOwn(op.f, field)) showValue(element, op.f[field], s);
  }
}

/** Put the values and numbers of a state on the page, in place of higher numbers of a log that is no more. */
export function showRestored(view, root = document) {
  for (const element of root.querySelectorAll("[data-rec][data-field][data-rev]")) {
    const { rec, field } = element.dataset;
    const values = view.known.get(rec)?.f ?? {};
    element.dataset.rev = -1;
    if (field in values) showValue(element, values[field], view.rev(rec, field));
  }
}

function showValue(element, value, s) {
  if (Number(element.dataset.rev ?? -1) >= s) return;
  element.dataset.rev = s;
  const text = plain(value);
  if (text === null) return;
  element.dataset.value = text;
  if ("value" in element && element.matches("input, textarea, select")) {
    if (element !== document.activeElement && element.value === element.defaultValue) element.value = text;
  } else if (element.hasAttribute("data-text")) element.textContent = text;
}

/** The revision that the page shows of a field, -1 where it does not show it. */
export function revShown(ref, field, root = document) {
  return Math.max(-1, ...shownAt(ref, field, root).map((element) => Number(element.dataset.rev ?? -1)));
}
