// The table twin: each cell saves itself when one leaves it, Enter goes down, Esc takes back, a paste fills cells. Without this the row's button saves.
import { register } from "../core/dom.js";
import { post } from "../core/http.js";
import { savedAt, setStatus } from "../core/status.js";
import { say } from "../components/toast.js";
import { cellsOf, fieldOf, firstOf, isDirty, isTable, newId } from "./table-cells.js";
import { takeOver } from "./table-fresh.js";
import { gridOf, spread } from "./table-paste.js";

/** Bind one table page; saves go one after the other, so that nobody clashes with oneself. */
function attach(root) {
  const waiting = new Map();
  let last = Promise.resolve();
  root.classList.add("is-live");

  const save = (cell, more = {}) => {
    waiting.set(cell, waiting.get(cell) ?? null);
    last = last.then(() => send(root, cell, more, waiting));
  };

  root.addEventListener("change", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell && isDirty(cell)) save(cell);
  });
  root.addEventListener("keydown", (event) => onKey(root, event));
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=keep], button[name=use]");
    const cell = button?.closest("[data-cell]");
    if (!cell) return;
    event.preventDefault();
    save(cell, button.name === "keep" ? { keep: button.value } : {});
  });
  root.addEventListener("paste", (event) => {
    const cell = event.target.closest("[data-cell]");
    const grid = gridOf(event.clipboardData?.getData("text/plain") ?? "");
    if (!cell || (grid.length === 1 && grid[0].length === 1)) return;
    event.preventDefault();
    for (const changed of spread(cell, grid)) save(changed);
  });
  root.addEventListener("submit", (event) => {
    if (!event.target.matches(".cell-form") || event.submitter?.formAction !== event.target.action) return;
    event.preventDefault();
  });
  window.addEventListener("online", () => { for (const cell of [...waiting.keys()]) save(cell); });
  window.addEventListener("beforeunload", (event) => { if (waiting.size) event.preventDefault(); });
}

/** Send one cell; its answer is the page's tables afresh, with the cell as the server sees it. Sending one value again is no second change. */
async function send(root, cell, more, waiting) {
  const field = fieldOf(cell);
  if (!field || !cell.isConnected || !(more.keep || isDirty(cell))) return void waiting.delete(cell);
  const tried = waiting.get(cell);
  const entry = tried?.value === field.value && !more.keep ? tried : { id: newId(), value: field.value };
  waiting.set(cell, entry);
  setStatus("saving", "Saving");
  const fields = { change_id: entry.id, part: "1", seen: root.dataset.seen, ...more };
  for (const input of cellsOf(cell)) fields[input.name] = input.value;
  let response;
  try {
    response = await post(field.form.action, fields);
  } catch {
    setStatus("offline", "Offline, kept here until you are back");
    return;
  }
  waiting.delete(cell);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("[data-tables]");
  if (!fresh || ![200, 409, 422].includes(response.status)) {
    setStatus("conflict", "Not saved");
    say(page.querySelector("h1")?.textContent || "This was not saved. Open the page again to see how things stand.");
    return;
  }
  takeOver(root, fresh, cell, fields[field.name]);
  if (response.ok) setStatus("saved", savedAt(new Date()));
  else setStatus("conflict", response.status === 409 ? "Somebody changed this too" : "One cell needs you");
}

/** Enter goes to the cell below (with shift above), Esc takes back what was typed. */
function onKey(root, event) {
  const cell = event.target.closest("[data-cell]");
  if (!cell || event.isComposing || event.target !== fieldOf(cell)) return;
  if (event.key === "Escape") {
    event.target.value = firstOf(cell);
    event.target.removeAttribute("aria-invalid");
    for (const says of cell.querySelectorAll(".cell-says")) says.remove();
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
