// Data of the registry as questions of a form, and what was typed as values of the document.
import { mend } from "./ask.js";
import { isSame, read, shown, Unreadable } from "./statement.js";

/** One question a datum; `when(key)` gives the condition under which it is asked. */
export function questionsOf(fields, present, when = () => undefined, required = []) {
  return fields.map((datum) => ({
    name: datum.key, label: datum.label, hint: datum.question ?? "", when: when(datum.key), value: datum.kind === "choice" ? (present[datum.key] ?? datum.usual ?? "") : shown(datum, present[datum.key]),
    type: datum.kind === "choice" ? "select" : datum.long ? "lines" : "text",
    choices: datum.kind === "choice" ? (datum.usual || required.includes(datum.key) ? datum.choices : [["", "–"], ...datum.choices]) : undefined,
  }));
}

/** The data that differ from what is there, read as they are kept; an answer that cannot be read says what to type. */
export function valuesOf(fields, typed, present, required = []) {
  const values = {};
  for (const datum of fields) {
    let value;
    try {
      value = read(datum, typed[datum.key] ?? "", present[datum.key] ?? null, required.includes(datum.key));
    } catch (error) {
      if (error instanceof Unreadable) throw mend(error.message, datum.key);
      throw error;
    }
    const now = present[datum.key] ?? datum.usual ?? null;
    if (!isSame(value, now)) values[datum.key] = value;
  }
  return values;
}
