// Steps that were added and are not drawn yet, because the connection is away: a list says which, and behind which step each will stand.
import { make } from "../core/dom.js";
import { symbol } from "./menu.js";

const PATIENCE = 1500;

/** Steps that the records have and the drawing has not, with the step in front of each (empty: none), by `rows` in the order of the map. */
export function undrawn(rows, isDrawn) {
  return rows.map(([ref, fields], place) => ({ ref, name: fields.name, behind: rows[place - 1]?.[1].name ?? "" })).filter(({ ref }) => !isDrawn(ref));
}

/** "behind “Tests”", "in front of all", and behind the one above it in the list only "then". */
export function placeWords(found, place) {
  const { behind } = found[place];
  if (!behind) return "in front of all";
  return place && found[place - 1].name === behind ? "behind it" : `behind “${behind}”`;
}

/** Show them after a moment, and take them away when the picture has them. */
export function attach(room) {
  const head = make("strong", {});
  const list = make("ol", { class: "list" });
  const box = make("section", { class: "map-undrawn", role: "status", hidden: true }, make("p", { class: "map-undrawn__head" }, symbol(room, "cloud-off"), head), list);
  room.overlay.append(box);
  let timer = 0;
  function look() {
    clearTimeout(timer);
    timer = 0;
    const found = undrawn(room.rows("step"), (ref) => Boolean(room.group(ref)));
    box.hidden = !found.length;
    head.textContent = `${found.length === 1 ? "1 new step is" : `${found.length} new steps are`} not stored yet, drawn when the connection is back`;
    list.replaceChildren(...found.map(({ name }, place) => make("li", {}, make("span", { class: "list__main" }, name), make("small", { class: "mute" }, placeWords(found, place)))));
  }
  room.live.on("local", () => (timer ||= setTimeout(look, PATIENCE)));
  room.on("picture", () => !box.hidden && look());
}
