// What changed on a table page is taken over from the server's answer; cells in which somebody types are left alone. Rows that are
// here already come without the cells that did not change.
import { fieldOf, isBusy, isSame } from "./table-cells.js";

/** Take over an answer: totals and remarks, every cell that nobody is in, and the cell that was sent. */
export function takeOver(root, fresh, sent, value) {
  for (const part of fresh.querySelectorAll("[data-fresh]")) replaceIfOther(root.querySelector(`[data-fresh="${part.dataset.fresh}"]`), part);
  takeUndo(fresh);
  root.dataset.seen = fresh.dataset.seen;
  const place = placeOf(sent);
  for (const body of fresh.querySelectorAll("[data-rows]")) takeRows(root.querySelector(`[data-rows="${body.dataset.rows}"]`), body);
  const answer = cellAt(fresh, place);
  const here = cellAt(root, place);
  if (answer && here) takeSent(here, answer, value);
}

function placeOf(cell) {
  return { row: cell.closest("[data-row]").id, cell: cell.dataset.cell };
}

function cellAt(root, place) {
  return root.querySelector(`#${CSS.escape(place.row)} [data-cell="${CSS.escape(place.cell)}"]`);
}

/** The cell that was sent: redrawn, unless something else was typed into it meanwhile, which is then based on what was stored. */
function takeSent(here, answer, value) {
  const field = fieldOf(here);
  const inIt = here.contains(document.activeElement);
  if (field && inIt && !isSame(field.value, value)) {
    for (const name of ["first", "rev"]) here.querySelector(`[data-${name}]`).value = answer.querySelector(`[data-${name}]`).value;
    return;
  }
  here.replaceChildren(...adopted(answer));
  here.className = answer.className;
  const again = fieldOf(here);
  if (again && (inIt || again.getAttribute("aria-invalid") || here.querySelector(".cell-clash"))) again.focus();
}

function adopted(node) {
  return [...document.importNode(node, true).childNodes];
}

function replaceIfOther(here, part) {
  if (here && !here.isEqualNode(part) && !here.contains(document.activeElement)) here.replaceWith(document.importNode(part, true));
}

function takeRows(here, body) {
  if (here?.tagName !== "TBODY" || body.tagName !== "TBODY") return;
  const ids = (node) => [...node.querySelectorAll("[data-row]")].map((row) => row.id).join(" ");
  const kept = new Map([...here.querySelectorAll("[data-row]")].map((row) => [row.id, row]));
  for (const row of body.querySelectorAll("[data-row]")) if (kept.has(row.id)) takeCells(kept.get(row.id), row);
  if (ids(here) === ids(body)) return;
  const focused = document.activeElement;
  here.replaceChildren(...[...body.querySelectorAll("[data-row]")].map((row) => kept.get(row.id) ?? document.importNode(row, true)));
  if (here.contains(focused)) focused.focus();
}

function takeCells(here, row) {
  here.className = row.className;
  for (const cell of row.querySelectorAll("[data-cell]")) {
    const old = here.querySelector(`[data-cell="${CSS.escape(cell.dataset.cell)}"]`);
    if (!old || isBusy(old) || old.isEqualNode(cell) || cell.querySelector(".cell-says")) continue;
    old.replaceChildren(...adopted(cell));
    old.className = cell.className;
  }
}

/** The frame's Undo button means the change that was just made. */
function takeUndo(fresh) {
  const made = fresh.querySelector("form[data-undo]");
  if (!made) return;
  const seq = made.querySelector("[name=seq]").value;
  const old = document.querySelector(".topbar form[action$='/undo/']");
  if (old) old.querySelector("[name=seq]").value = seq;
  else {
    const form = document.importNode(made, true);
    form.className = "only-desk";
    form.querySelector("button").className = "button button--quiet";
    document.querySelector(".topbar__end")?.prepend(form);
  }
}
