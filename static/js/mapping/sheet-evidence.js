// How a number is known: one line under its field, and behind it the form that says so.
import { make } from "../core/dom.js";
import { isSame, exact } from "./statement.js";

const isObject = (value) => typeof value === "object" && value !== null;

/** How an open form is made afresh, by its box. */
const fills = new WeakMap();

/** "Measured, Pia, 9 observed, 20 min to 40 min"; empty where nothing is said. */
export function summary({ data }, statement) {
  if (!isObject(statement)) return "";
  const words = data.evidence.find(([key]) => key === statement.evidence)?.[1] ?? "";
  const seen = statement.observations;
  const count = seen ? `${seen.length} observed` : statement.n ? `${statement.n} observed` : "";
  const extent = "low" in statement ? `${exact(statement.low)} to ${exact(statement.high)}` : "";
  return [words, statement.by, count, extent, statement.note].filter(Boolean).join(", ");
}

/** A statement with other words about it; the bare value where nothing is said any more. */
export function withWords(statement, words) {
  if (statement === null) return null;
  const numbers = isObject(statement) ? Object.fromEntries(["value", "low", "likely", "high", "observations", "at"].filter((key) => key in statement).map((key) => [key, statement[key]])) : { value: statement };
  const said = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== "" && value !== null));
  const found = { ...numbers, ...said };
  return Object.keys(found).join() === "value" ? found.value : found;
}

/** The line under a number; pressed, it opens the form. */
export function evidenceRow(room, ref, datum) {
  const present = () => room.value(ref, datum.key);
  const line = make("summary", { class: "evidence__line" }, make("span", { "data-evidence": true }, summary(room, present()) || "How do we know?"));
  const box = make("details", { class: "evidence-box" }, line);
  let filled = [];
  const fill = () => {
    box.querySelector("fieldset")?.remove();
    filled = [present(), room.live.rev(ref, datum.key)];
    if (box.open) box.append(formOf(room, ref, datum, ...filled));
  };
  box.addEventListener("toggle", fill);
  fills.set(box, () => isSame(filled, [present(), room.live.rev(ref, datum.key)]) || fill());
  return box;
}

/** What others said since stands in an open form, unless somebody is in it. */
export function refill(box) {
  if (box?.open && !box.contains(document.activeElement)) fills.get(box)();
}

function formOf(room, ref, datum, statement, base) {
  const known = isObject(statement) ? statement : {};
  const off = !room.mayWrite(ref) || statement === null;
  const field = (key, label, input) => make("label", { class: "field" }, make("span", { class: "field__help" }, label), Object.assign(input, { disabled: off, name: key }));
  const choice = make("select", { class: "select" }, ...[["", "Not said"], ...room.data.evidence].map(([key, label]) => make("option", { value: key, selected: key === (known.evidence ?? "") }, label)));
  const form = make("fieldset", { class: "evidence" }, make("legend", { class: "visually-hidden" }, `How ${datum.label} is known`),
    field("evidence", "How do you know?", choice),
    field("by", "Who says so", make("input", { class: "input", value: known.by ?? "", autocomplete: "off" })),
    field("n", "How many observed", make("input", { class: "input", value: known.n ?? "", inputmode: "numeric", pattern: "[1-9][0-9]*", autocomplete: "off" })),
    field("note", "Note", make("input", { class: "input", value: known.note ?? "", autocomplete: "off" })));
  if (statement === null) form.append(make("p", { class: "field__help" }, "Type the number first."));
  form.addEventListener("change", (event) => {
    event.stopPropagation();
    if (!event.target.checkValidity()) return;
    const said = Object.fromEntries([...form.querySelectorAll("input, select")].map((input) => [input.name, input.value.trim()]));
    const now = room.value(ref, datum.key);
    const value = withWords(now, { ...said, n: said.n ? Number(said.n) : "" });
    if (!isSame(now, value)) room.live.submit([{ k: "set", r: ref, f: { [datum.key]: value }, b: { [datum.key]: base } }], { label: `How ${datum.label} is known` });
  });
  return form;
}
