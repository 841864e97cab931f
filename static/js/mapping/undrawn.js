// Steps that were added and are not drawn yet, because the connection is away: their names stand at the foot of the drawing.
import { make } from "../core/dom.js";

const PATIENCE = 1500;

/** Names of steps that the records have and the drawing does not. */
export function undrawn(rows, isDrawn) {
  return rows.filter(([ref]) => !isDrawn(ref)).map(([, fields]) => fields.name);
}

/** Show them after a moment, and take them away when the picture has them. */
export function attach(room) {
  const line = make("p", { class: "note map-undrawn", role: "status", hidden: true });
  room.overlay.append(line);
  let timer = 0;
  function look() {
    clearTimeout(timer);
    timer = 0;
    const names = undrawn(room.rows("step"), (ref) => Boolean(room.group(ref)));
    line.hidden = !names.length;
    if (names.length) line.textContent = `Kept, drawn when the connection is back: ${names.join(", ")}`;
  }
  room.live.on("local", () => (timer ||= setTimeout(look, PATIENCE)));
  room.on("picture", () => !line.hidden && look());
}
