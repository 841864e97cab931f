// Cells copied from a spreadsheet: lines are rows, tabs part columns.
import { fieldOf } from "./table-cells.js";

/** Text of the clipboard as rows of cells; the last line end of a spreadsheet is no row. */
export function gridOf(text) {
  return text.replaceAll("\r\n", "\n").replace(/\n$/, "").split("\n").map((line) => line.split("\t").map((entry) => entry.trim()));
}

/** The option of a choice that a word means, by value or label; null for none. */
export function optionFor(options, word) {
  const wanted = word.toLowerCase();
  const found = [...options].find((option) => [option.value, option.text ?? option.label].some((one) => one?.toLowerCase() === wanted));
  return found ? found.value : null;
}

/** Put rows of cells into a table from this cell on; gives the cells that changed. Cells that are only shown are stepped over. */
export function spread(cell, grid) {
  const rows = [...cell.closest("[data-rows]").querySelectorAll("[data-row]")];
  const row = cell.closest("[data-row]");
  const left = [...row.querySelectorAll("[data-cell]")].indexOf(cell);
  const top = rows.indexOf(row);
  const changed = [];
  grid.forEach((line, down) => {
    const cells = [...(rows[top + down]?.querySelectorAll("[data-cell]") ?? [])];
    line.forEach((text, right) => {
      const field = fieldOf(cells[left + right]);
      const value = field?.tagName === "SELECT" ? optionFor(field.options, text) : text;
      if (!field || value === null || field.value === value) return;
      field.value = value;
      changed.push(cells[left + right]);
    });
  });
  return changed;
}
