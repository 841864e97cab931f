// One datum typed in the room goes to the outbox, from the revision that the person started from.
import { isSame } from "./statement.js";

/** Send one field of a record if its value is another one; gives the change's id, null when there was nothing to send. `base` and `label`
 * are those from when the person began. */
export function store(room, ref, field, value, { base = room.live.rev(ref, field), label = labelOf(room, ref, field) } = {}) {
  if (isSame(room.value(ref, field), value)) return null;
  const datum = room.datum(ref, field);
  const kept = datum?.usual && value === datum.usual && room.value(ref, field) === null ? null : value;
  if (isSame(room.value(ref, field), kept)) return null;
  return room.live.submit([{ k: "set", r: ref, f: { [field]: kept }, b: { [field]: base } }], { label });
}

/** What a change is called in "Undo ...". */
export function labelOf(room, ref, field) {
  const name = room.value(ref, "name") ?? room.data.kinds[ref.split("/")[0]]?.one ?? "";
  return `${room.datum(ref, field)?.label ?? field} of ${name}`;
}
