// One row of the sheet: label, field, what is known about the number, and why something was not taken.
import { make } from "../core/dom.js";
import { pendingValue } from "../live/view.js";
import { close } from "./locked.js";
import { evidenceRow, summary } from "./sheet-evidence.js";
import { store } from "./save.js";
import { read, shown, Unreadable } from "./statement.js";

let count = 0;

/** The row of one datum of a record. */
export function fieldRow(room, ref, key, { label = "" } = {}) {
  const datum = room.datum(ref, key);
  const id = `sheet-field-${(count += 1)}`;
  const isWide = datum.long || ["words", "custom", "choice"].includes(datum.kind) || ["name", "text", "label"].includes(datum.key);
  const words = label || (datum.kind === "percent" ? datum.short : datum.label) + (datum.unit && datum.unit !== "%" ? ` (${datum.unit})` : "");
  const isSegmented = datum.kind === "choice" && datum.choices.length <= 3;
  const input = isSegmented ? segmented(room, ref, datum, id) : single(room, ref, datum, id);
  const heading = isSegmented ? make("span", { class: "field__label", id: `${id}-label` }, words) : make("label", { class: "field__label", for: id, title: datum.question ?? "" }, words);
  const fault = make("p", { class: "field__error", id: `${id}-error`, role: "alert", hidden: true });
  const row = make("div", { class: `field${isWide ? " is-wide" : ""}`, "data-row": `${ref} ${key}` }, heading, input, fault);
  if (datum.stated) row.append(evidenceRow(room, ref, datum));
  for (const field of row.querySelectorAll("[data-datum]")) close(field, !room.mayWrite(ref));
  row.addEventListener("change", (event) => event.target.matches("[data-datum]") && save(room, row, event.target));
  row.addEventListener("focusin", (event) => event.target.matches("[data-datum]") && (row.dataset.base = room.live.rev(ref, key)));
  row.addEventListener("keydown", (event) => onKey(room, row, event));
  return row;
}

function single(room, ref, datum, id) {
  const value = room.value(ref, datum.key);
  const more = { id, "data-datum": `${ref} ${datum.key}`, autocomplete: "off", "aria-describedby": `${id}-error` };
  if (datum.kind === "choice") {
    const isRequired = room.data.kinds[ref.split("/")[0]].required.includes(datum.key);
    const choices = isRequired || datum.usual ? datum.choices : [["", "–"], ...datum.choices];
    return make("select", { class: "select", ...more }, ...choices.map(([key, label]) => make("option", { value: key, selected: key === (value ?? datum.usual ?? "") }, label)));
  }
  if (datum.kind === "flag") return make("input", { type: "checkbox", class: "switch", ...more, checked: value === true });
  if (datum.long) return make("textarea", { class: "textarea", rows: 2, ...more }, shown(datum, value));
  return make("input", { class: "input", ...more, value: shown(datum, value), ...(datum.stated ? { inputmode: "text" } : {}) });
}

function segmented(room, ref, datum, id) {
  const value = room.value(ref, datum.key) ?? datum.usual ?? "";
  const option = ([key, label]) => make("label", {}, make("input", { type: "radio", name: id, value: key, checked: key === value, "data-datum": `${ref} ${datum.key}` }), label);
  return make("div", { class: "segmented segmented--radio", role: "radiogroup", "aria-labelledby": `${id}-label` }, ...datum.choices.map(option));
}

function textOf(input) {
  return input.type === "checkbox" ? String(input.checked) : input.value;
}

/** Save one row; what cannot be read stays in it with what to type. */
function save(room, row, input) {
  const [ref, key] = input.dataset.datum.split(" ");
  const present = room.value(ref, key);
  try {
    const isRequired = room.data.kinds[ref.split("/")[0]].required.includes(key);
    store(room, ref, key, read(room.datum(ref, key), textOf(input), present, isRequired), { base: Number(row.dataset.base) });
    say(row, input, "");
    return true;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    say(row, input, error.message);
    return false;
  }
}

function say(row, input, text) {
  const fault = row.querySelector(".field__error");
  fault.textContent = text;
  fault.hidden = !text;
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

function onKey(room, row, event) {
  const input = event.target;
  if (!input.matches("[data-datum]") || event.isComposing) return;
  if (event.key === "Escape") {
    event.stopPropagation();
    put(room, input);
    say(row, input, "");
    const [ref] = input.dataset.datum.split(" ");
    room.group(room.selection.ref ?? ref)?.focus({ preventScroll: true });
  } else if (event.key === "Enter" && input.matches("input:not([type])")) {
    event.preventDefault();
    if (save(room, row, input)) nextOf(row)?.focus();
  }
}

function nextOf(row) {
  const all = [...row.closest("[data-sheet]").querySelectorAll("input[data-datum]:not([type]), textarea[data-datum]")].filter((one) => one.offsetParent);
  return all[all.indexOf(row.querySelector("[data-datum]")) + 1];
}

/** Put the present value into a field. */
function put(room, input) {
  const [ref, key] = input.dataset.datum.split(" ");
  const datum = room.datum(ref, key);
  const value = room.value(ref, key);
  if (input.type === "radio") input.checked = input.value === (value ?? datum.usual ?? "");
  else if (input.type === "checkbox") input.checked = value === true;
  else input.value = datum.kind === "choice" ? value ?? datum.usual ?? "" : shown(datum, value);
}

/** Take over what changed into every row that nobody is in and that holds nothing unread. */
export function refresh(room, sheet) {
  const pending = room.live.pendingOps();
  for (const row of sheet.querySelectorAll("[data-row]")) {
    const [ref, key] = row.dataset.row.split(" ");
    const value = room.value(ref, key);
    const isPending = pendingValue(pending, ref, key) !== undefined;
    for (const input of row.querySelectorAll("[data-datum]")) {
      close(input, !room.mayWrite(ref));
      if (input === document.activeElement || input.hasAttribute("aria-invalid")) continue;
      put(room, input);
      input.classList.toggle("is-pending", isPending);
    }
    const line = row.querySelector("[data-evidence]");
    if (line) line.textContent = summary(room, value) || "How do we know?";
  }
}
