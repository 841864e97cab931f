// What changed on a table page is taken over from the server's answer; cells in which somebody types are left alone. Rows that are
// here already come without the cells that did not change.
import { isBusy } from "./table-cells.js";

/** What holds rows: a table's body, or a list of rows that are more than lines. */
const LIST = "tbody, [data-list]";

/** Take over an answer: totals and remarks, and every cell that nobody is in. Tells whether cells were left out, which are then behind. */
export function takeOver(root, fresh) {
  for (const part of fresh.querySelectorAll("[data-fresh]")) replaceIfOther(root.querySelector(`[data-fresh="${part.dataset.fresh}"]`), part);
  const leftOut = [...fresh.querySelectorAll("[data-rows]")].map((body) => takeRows(root.querySelector(`[data-rows="${body.dataset.rows}"]`), body));
  if (leftOut.includes(true)) return true;
  root.dataset.seen = fresh.dataset.seen;
  return false;
}

function adopted(node) {
  return [...document.importNode(node, true).childNodes];
}

function replaceIfOther(here, part) {
  if (here && !here.isEqualNode(part) && !here.contains(document.activeElement)) here.replaceWith(document.importNode(part, true));
}

function takeRows(here, body) {
  if (!here?.matches(LIST) || !body.matches(LIST)) return false;
  const kept = new Map([...here.querySelectorAll("[data-row]")].map((row) => [row.id, row]));
  const isKnown = (row) => kept.get(row.id)?.dataset.rec === row.dataset.rec && kept.has(row.id);
  const known = [...body.querySelectorAll("[data-row]")].filter(isKnown);
  const leftOut = known.map((row) => takeCells(kept.get(row.id), row)).includes(true);
  const rows = [...body.querySelectorAll("[data-row]")].map((row) => (isKnown(row) ? kept.get(row.id) : document.importNode(row, true)));
  const wanted = withTyping([...kept.values()], rows);
  if (wanted.every((row, place) => here.children[place] === row) && wanted.length === here.children.length) return leftOut;
  const focused = document.activeElement;
  here.replaceChildren(...wanted);
  if (here.contains(focused)) focused.focus();
  return leftOut;
}

/** A row that is gone stays where it was while somebody types into it: what is typed there can bring it back. */
function withTyping(before, rows) {
  const wanted = [...rows];
  before.forEach((row, place) => {
    const isGone = !rows.includes(row);
    row.classList.toggle("is-gone", isGone);
    if (isGone && [...row.querySelectorAll("[data-cell]")].some(isBusy)) wanted.splice(Math.min(place, wanted.length), 0, row);
  });
  return wanted;
}

function takeCells(here, row) {
  let leftOut = false;
  here.className = row.className;
  for (const cell of row.querySelectorAll("[data-cell]")) {
    const old = here.querySelector(`[data-cell="${CSS.escape(cell.dataset.cell)}"]`);
    if (!old || old.isEqualNode(cell)) continue;
    if (isBusy(old)) {
      leftOut = true;
      continue;
    }
    old.replaceChildren(...adopted(cell));
    old.className = cell.className;
  }
  return leftOut;
}
