// A log that was put back from a backup has another epoch: its numbers may be those of other changes than this browser knew.

/** An entry as it may go to the log of an epoch: one of another epoch asks the server wherever a value was ever changed, and what that
 * log had refused is asked anew. Null for an undo of a number, since the number may be another change's now. */
export function fitted(entry, epoch) {
  if (entry.epoch === epoch) return entry;
  if (entry.t === "undo") return entry.of === null ? { ...entry, epoch } : null;
  const { no, ...kept } = entry;
  const isAskedAnew = no?.why === "conflict" || no?.why === "gone";
  return { ...(isAskedAnew ? { ...kept, state: "queued" } : entry), epoch, ops: entry.ops.map((op) => based(op, () => 0)) };
}

/** Fit all that an outbox holds to the log of an epoch; gives the undos that were dropped. */
export function refit(outbox, epoch) {
  const dropped = outbox.entries.filter((entry) => !fitted(entry, epoch));
  for (const entry of dropped) outbox.remove(entry.id);
  outbox.entries = outbox.entries.map((entry) => fitted(entry, epoch));
  for (const entry of outbox.entries) outbox.store.put(entry);
  return dropped;
}

/** Operations with no revision above a number: what is above it is of a log that is no more. */
export function capped(ops, most) {
  return ops.map((op) => (op.b === undefined ? op : based(op, (rev) => (rev > most ? 0 : rev), Object.keys(op.b ?? {}))));
}

/** An operation with other revisions: those of fields that are set, of what a new record was seen to be alone with, of a record that goes. */
function based(op, rev, fields = Object.keys((op.k === "new" ? op.b : op.f) ?? {})) {
  if (op.k === "del") return { ...op, b: rev(op.b) };
  if (!op.f || (op.k === "new" && !op.b)) return op;
  return { ...op, b: Object.fromEntries(fields.map((field) => [field, rev(op.b?.[field])])) };
}
