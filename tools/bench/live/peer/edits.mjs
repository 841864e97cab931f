// What is edited: fields of steps in turn, so that no two edits of one field are on their way at the same time.
import { randomBytes } from "node:crypto";

const TIMES = ["cycle_time", "lead_time", "changeover"];
const TEXTS = ["trigger", "done", "output"];
let turn = 0;

/** A new UUID v7. */
export function uuid7() {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The next step, field and value to set. */
export function nextEdit(steps) {
  turn += 1;
  const fields = [...TIMES, ...TEXTS];
  const field = fields[Math.floor(turn / steps.length) % fields.length];
  const value = TIMES.includes(field) ? `${1 + (turn % 59)} min` : `as said at ${turn}`;
  return { ref: steps[turn % steps.length], field, value };
}
