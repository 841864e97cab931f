// In the table twin: a ring and a name on the cell that somebody else is typing into.
import { othersOf } from "../live/others.js";

/** Names by `ref field` of what others type into on a map. */
export function typedInto(people, mapId) {
  const found = new Map();
  for (const { at, st, name } of people) {
    if (st !== "edit" || at?.map !== mapId || !at.r || !at.f) continue;
    const place = `${at.r} ${at.f}`;
    found.set(place, [...(found.get(place) ?? []), name]);
  }
  return found;
}

/** Keep the marks of a table as the roster is; `cellAt({ref, field})` finds a cell. */
export function showOthers(live, root, cellAt) {
  const show = () => {
    for (const cell of root.querySelectorAll("[data-others]")) delete cell.dataset.others;
    for (const [place, names] of typedInto(othersOf(live), root.dataset.map)) {
      const [ref, field] = place.split(" ");
      const cell = cellAt({ ref, field });
      if (cell) cell.dataset.others = names.join(", ");
    }
  };
  live.on("roster", show);
  document.body.addEventListener("live:map", () => setTimeout(show, 1000));
}
