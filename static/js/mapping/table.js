// The table twin: each cell saves itself when one leaves it, Enter goes down, Esc takes back, a paste fills cells. Without this the row's button saves.
import { register } from "../core/dom.js";
import { live } from "../live/index.js";
import { fieldOf, isTable, placeOf } from "./table-cells.js";
import { LiveTable } from "./table-live.js";
import { showOthers } from "./table-people.js";
import { gridOf, spread } from "./table-paste.js";

/** Bind one table page. */
function attach(root) {
  const table = new LiveTable(root);
  root.classList.add("is-live");
  if (live.ready) showOthers(live, root, (place) => table.cellAt(place));
  root.addEventListener("change", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell && event.target === fieldOf(cell)) table.save(cell);
  });
  root.addEventListener("keydown", (event) => onKey(table, event));
  root.addEventListener("focusin", (event) => tellPlace(table, event.target));
  root.addEventListener("focusout", () => {
    live.presence(null, "view");
    if (table.isBehind) setTimeout(() => table.refresh(), 0);
  });
  root.addEventListener("paste", (event) => {
    const cell = event.target.closest("[data-cell]");
    const grid = gridOf(event.clipboardData?.getData("text/plain") ?? "");
    if (!cell || (grid.length === 1 && grid[0].length === 1)) return;
    event.preventDefault();
    for (const changed of spread(cell, grid)) table.save(changed);
  });
  root.addEventListener("submit", (event) => {
    if (event.target.matches(".cell-form") && event.submitter?.formAction === event.target.action) event.preventDefault();
  });
}

/** Others see which field somebody types into. */
function tellPlace(table, target) {
  const cell = target.closest("[data-cell]");
  if (!cell || target !== fieldOf(cell)) return;
  const { ref, field } = placeOf(cell);
  live.presence({ map: table.root.dataset.map, r: ref, f: field }, "edit");
}

/** Enter goes to the cell below (with shift above), Esc takes back what was typed. */
function onKey(table, event) {
  const cell = event.target.closest("[data-cell]");
  if (!cell || event.isComposing || event.target !== fieldOf(cell)) return;
  if (event.key === "Escape") {
    table.takeBack(cell);
    event.target.select?.();
  } else if (event.key === "Enter" && event.target.tagName !== "SELECT") {
    if (event.target.tagName === "TEXTAREA" && event.shiftKey) return;
    event.preventDefault();
    const rows = [...cell.closest("[data-rows]").querySelectorAll("[data-row]")];
    const row = rows[rows.indexOf(cell.closest("[data-row]")) + (event.shiftKey ? -1 : 1)];
    const next = row && fieldOf([...row.querySelectorAll("[data-cell]")][columnOf(cell)]);
    if (next) {
      next.focus();
      next.select?.();
    } else event.target.blur();
  }
}

/** The number of a cell's column among those that can be typed into or are worked out. */
function columnOf(cell) {
  return [...cell.closest("[data-row]").querySelectorAll("[data-cell]")].indexOf(cell);
}

if (isTable()) register("map-table", attach);
