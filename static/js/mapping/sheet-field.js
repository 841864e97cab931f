// One row of the sheet: label, field, what is known about the number, and why something was not taken.
import { make } from "../core/dom.js";
import { pendingValue } from "../live/view.js";
import { close } from "./locked.js";
import { evidenceRow, refill, summary } from "./sheet-evidence.js";
import { store } from "./save.js";
import { read, shown, Unreadable } from "./statement.js";

let count = 0;
/** What a row was when the person began to type there: {base, present, send}. */
const begun = new WeakMap();

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
  row.addEventListener("focusin", (event) => event.target.matches("[data-datum]") && begin(room, row, event.target));
  row.addEventListener("focusout", (event) => event.target.matches("[data-datum]") && left(room, row, event.target));
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
  if (datum.long) return make("textarea", { class: "textarea", rows: 2, ...more, ...(datum.kind === "custom" ? { placeholder: "Label: value, one a line" } : {}) }, shown(datum, value));
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

function asItIs(room, ref, key) {
  return { base: room.live.rev(ref, key), present: room.value(ref, key) };
}

/** Somebody comes into a field: it shows what is there now, and what is typed is based on that. What could not be read waits as it was. */
function begin(room, row, input) {
  if (isHeld(row)) return;
  const [ref, key] = row.dataset.row.split(" ");
  begun.set(row, asItIs(room, ref, key));
  if (!input.matches("[type=radio], [type=checkbox]") && input.value !== textFor(room, ref, key)) put(room, input);
}

/** A field was left: what was put there and not typed has no event of its own; what came meanwhile shows now. */
function left(room, row, input) {
  if ("held" in row.dataset && !input.hasAttribute("aria-invalid")) save(room, row, input);
  else if (!isHeld(row)) room.redraw({ fill: () => input !== document.activeElement && !isHeld(row) && put(room, input) });
}

/** Whether a row holds what was typed and is neither stored nor given up. */
function isHeld(row) {
  return "held" in row.dataset || holdsTyping(row);
}

/** The same of a whole sheet. */
export function holdsTyping(sheet) {
  return Boolean(sheet.querySelector("[data-held], [aria-invalid]"));
}

/** Put what somebody typed elsewhere into a field of the sheet; `send(value)` takes it where it decides about a clash. */
export function hold(room, row, input, { text, base, send }) {
  const [ref, key] = row.dataset.row.split(" ");
  begun.set(row, { ...asItIs(room, ref, key), base: Math.max(base, room.live.rev(ref, key)), send });
  row.dataset.held = "";
  input.value = text;
}

/** Save one row; what cannot be read stays in it with what to type. */
function save(room, row, input) {
  const [ref, key] = input.dataset.datum.split(" ");
  const { base, present, send } = begun.get(row) ?? asItIs(room, ref, key); // some browsers give a switch that is clicked no focus
  try {
    const isRequired = room.data.kinds[ref.split("/")[0]].required.includes(key);
    const value = read(room.datum(ref, key), textOf(input), present, isRequired);
    if (send) send(value);
    else store(room, ref, key, value, { base });
    begun.set(row, { base, present: value });
    delete row.dataset.held;
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
    delete row.dataset.held;
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
  const text = textFor(room, ref, key);
  if (input.type === "radio") input.checked = input.value === text;
  else if (input.type === "checkbox") input.checked = text === "true";
  else input.value = text;
}

/** The present value as a field has it. */
function textFor(room, ref, key) {
  const datum = room.datum(ref, key);
  const value = room.value(ref, key);
  if (datum.kind === "flag") return String(value === true);
  return datum.kind === "choice" ? value ?? datum.usual ?? "" : shown(datum, value);
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
      if (input === document.activeElement || isHeld(row)) continue;
      put(room, input);
      input.classList.toggle("is-pending", isPending);
    }
    const line = row.querySelector("[data-evidence]");
    if (line) line.textContent = summary(room, value) || "How do we know?";
    refill(row.querySelector(".evidence-box"));
  }
}
