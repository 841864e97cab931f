// A list or a spreadsheet range as steps. Pure functions: text to rows and columns, columns to data, cells to values with their faults.
import { read, Unreadable } from "./statement.js";

/** What else a column may be called, beside the labels of the registry. */
const SYNONYMS = {
  name: ["step", "process", "process step", "activity", "task", "what"],
  area: ["department", "dept", "team", "owner", "who", "lane", "role"],
  cycle_time: ["process time", "cycle time", "pt", "ct", "c/t", "p/t", "touch time", "work time", "hands-on time"],
  lead_time: ["lt", "l/t", "lead time", "elapsed time", "turnaround"],
  complete_accurate: ["%c&a", "% c&a", "c&a", "%ca", "pca", "quality", "complete and accurate", "% complete and accurate"],
  wait: ["wait", "waiting", "wait before", "waiting time", "queue time", "delay"],
  inventory: ["inventory", "queue", "waiting items", "inventory before"],
  on_time_delivery: ["on time", "otd", "on-time"],
  wip: ["wip", "work in progress", "work in process"],
  batch_size: ["batch", "batch size"],
  staffing: ["people", "staff", "fte", "operators"],
  defect_rate: ["defects", "defect rate", "scrap", "error rate"],
  value: ["class", "value class", "va/nva", "value"],
};
const BULLET = /^\s*(?:[-*•–]|\(?\d{1,3}[.)])\s+/;
export const ON_FLOW = ["wait", "inventory"];
export const MOST_ROWS = 60;

/** Text of the clipboard as rows of cells; empty lines are none, and bullets and numbers in front of a list are left out. */
export function rowsOf(text) {
  const lines = text.replaceAll("\r\n", "\n").split("\n").filter((line) => line.trim());
  const rows = lines.map((line) => line.split("\t").map((cell) => cell.trim()));
  const isList = rows.every((row) => row.length === 1);
  return isList ? rows.map(([cell]) => [cell.replace(BULLET, "")]) : rows;
}

const plain = (text) => text.toLowerCase().replaceAll("_", " ").replace(/\(.*\)$/, "").replace(/[^a-z0-9%&/ -]/g, "").replace(/\s+/g, " ").trim();

/** The datum that a heading names: by key, label or another usual word; "" for none. */
export function fieldOf(heading, fields) {
  const word = plain(heading);
  if (!word) return "";
  const found = fields.find(({ key, label, short }) => [plain(key), plain(label), plain(short ?? ""), ...(SYNONYMS[key] ?? [])].includes(word));
  return found?.key ?? "";
}

/** {columns, hasHead, rows}: what each column holds ("" = left out), whether the first row names them, and the rows below it. */
export function recognised(text, fields) {
  const rows = rowsOf(text);
  const width = Math.max(0, ...rows.map((row) => row.length));
  const head = (rows[0] ?? []).map((cell) => fieldOf(cell, fields));
  const hasHead = head.includes("name") && rows.length > 1;
  const columns = Array.from({ length: width }, (_, place) => (hasHead ? (head[place] ?? "") : place === 0 ? "name" : ""));
  const once = columns.map((key, place) => (columns.indexOf(key) === place ? key : ""));
  return { columns: once, hasHead, rows: hasHead ? rows.slice(1) : rows };
}

/** A choice by its value, its label, or the first letters that only it has. */
function chosen(datum, text) {
  const word = text.toLowerCase();
  const all = datum.choices ?? [];
  return all.find(([value, label]) => value === word || label.toLowerCase() === word)?.[0] ?? null;
}

/** Cells as values by row; faults as {row, column, text}, rows counted from 1 below the headings. Empty cells are no data. */
export function valuesOf(rows, columns, fields) {
  const faults = [];
  const found = rows.map((cells, place) => {
    const values = {};
    columns.forEach((key, column) => {
      const text = cells[column] ?? "";
      const datum = fields.find((field) => field.key === key);
      if (!datum || !text || text === "-" || text === "–") return;
      try {
        values[key] = datum.kind === "choice" ? (chosen(datum, text) ?? wrong(datum, text)) : read(datum, text);
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        faults.push({ row: place + 1, column: datum.label, text: error.message });
      }
    });
    if (!values.name?.trim()) faults.push({ row: place + 1, column: "Name", text: "This row has no name." });
    return values;
  });
  if (!columns.includes("name")) return { rows: [], faults: [{ row: 0, column: "Name", text: "Say which column holds the names of the steps." }] };
  if (rows.length > MOST_ROWS) faults.push({ row: MOST_ROWS + 1, column: "Name", text: `At most ${MOST_ROWS} steps at once; paste the rest afterwards.` });
  return { rows: found, faults };
}

function wrong(datum, text) {
  throw new Unreadable(`“${text}” is none of: ${datum.choices.map(([, label]) => label).join(", ")}.`);
}
