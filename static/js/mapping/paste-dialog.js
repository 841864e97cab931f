// Pasting steps: a preview in which each column says what it holds, faults named by row and column, and as few changes as can take it.
import { make } from "../core/dom.js";
import { isTooMuch } from "../live/limits.js";
import { Refused } from "./draft.js";
import { addStep } from "./ops.js";
import { ON_FLOW, recognised, valuesOf } from "./paste.js";
import { connectNodes } from "./linking.js";
import { isOnMap } from "./commands.js";

/** Set the data of rows on the steps that have their names; what waits in front goes on the only flow into each. */
export function fillSteps(draft, rows) {
  return rows.map((row) => {
    const step = draft.rows("step").find((one) => isNamed(one.f, row.name));
    setOther(draft, step, Object.fromEntries(Object.entries(row).filter(([key]) => !ON_FLOW.includes(key) && key !== "name")));
    const entering = draft.flows({ to: step.f.id });
    if (entering.length === 1) setOther(draft, entering[0], Object.fromEntries(Object.entries(row).filter(([key]) => ON_FLOW.includes(key))));
    return step;
  });
}

const isNamed = (fields, name) => fields.name.trim().toLowerCase() === name.trim().toLowerCase();

function setOther(draft, row, values) {
  const other = Object.entries(values).filter(([key, value]) => JSON.stringify(row.f[key] ?? null) !== JSON.stringify(value));
  if (other.length) draft.set(row, Object.fromEntries(other));
}

/** Put rows of data as steps behind a step ("" = the end), in one chain; what waits in front goes on the flow into each. */
export function pasteSteps(draft, rows, after = "", ends = null) {
  let behind = after || (draft.rows("step").at(-1)?.f.id ?? "");
  const made = rows.map((row) => {
    const values = Object.fromEntries(Object.entries(row).filter(([key]) => !ON_FLOW.includes(key)));
    const step = addStep(draft, values, behind ? { after: behind } : null);
    if (!behind && ends?.from && !draft.flows({ to: step.f.id }).length) connectNodes(draft, ends.from, step.f.id);
    behind = step.f.id;
    const waiting = Object.fromEntries(ON_FLOW.filter((key) => key in row).map((key) => [key, row[key]]));
    const [entering] = draft.flows({ to: step.f.id });
    if (entering && Object.keys(waiting).length) draft.set(entering, waiting);
    return step;
  });
  if (ends?.to && made.length && !draft.flows({ from: behind }).length) connectNodes(draft, behind, ends.to);
  return made;
}

/** Rows in parts, each of which one change takes; `act(draft, part)` is what is done with them. */
export function partsOf(rows, draft, act) {
  if (rows.length < 2 || !isTooMuch(opsOf(draft(), rows, act))) return [rows];
  const half = Math.ceil(rows.length / 2);
  return [rows.slice(0, half), rows.slice(half)].flatMap((part) => partsOf(part, draft, act));
}

function opsOf(draft, rows, act) {
  try {
    act(draft, rows);
  } catch (error) {
    if (!(error instanceof Refused)) throw error; // that is said when it is done
  }
  return draft.ops;
}

/** Do something with rows in as many changes as it takes, and offer to take it back; gives what the parts gave, null if none could be done. */
export function inParts(room, rows, words, act) {
  const parts = partsOf(rows, room.draft, act);
  const made = [];
  for (const [place, part] of parts.entries()) {
    const behind = made.at(-1)?.f.id;
    const done = room.deed(`${words} ${part.length} steps`, (draft) => act(draft, part, { behind, isLast: place === parts.length - 1 }));
    if (!done) break;
    made.push(...done);
  }
  if (!made.length) return null;
  const inSteps = parts.length > 1 ? `, in ${parts.length} changes that are taken back one by one` : "";
  room.offerUndo(`${words} ${made.length} steps${inSteps}`);
  return made;
}

/** The only supplier and the only customer of a map without steps: its new chain begins and ends there. */
function endsOf(room) {
  if (room.rows("step").length) return null;
  const only = (kind) => {
    const found = room.rows("party").filter(([, party]) => party.kind === kind);
    return found.length === 1 ? found[0][1].id : "";
  };
  return { from: only("supplier"), to: only("customer") };
}

/** Give the room its paste: Ctrl+V on the map, or room.askPaste(text). */
export function attach(room) {
  const of = (kind, keys) => keys.map((key) => room.datum(`${kind}/`, key)).filter(Boolean);
  const every = room.data.kinds.step.groups.flatMap(([, data]) => data).filter((datum) => !["custom", "break_before", "split", "origin"].includes(datum.key));
  const fields = [...every, ...of("flow", ON_FLOW).map((datum) => ({ ...datum, label: `${datum.label} before` }))];

  room.askPaste = (text) => {
    if (!room.can("edit-map")) return;
    const area = make("textarea", { class: "textarea textarea--code", rows: "5", id: "paste-text", spellcheck: "false" });
    const preview = make("div", { class: "paste-preview", tabindex: "0", role: "region", "aria-label": "Preview" });
    const faults = make("ul", { class: "paste-faults", role: "alert" });
    const as = make("select", { class: "select", id: "paste-as" }, make("option", { value: "fill" }, "Fill in the steps of these names"), make("option", { value: "add" }, "Add them once more"));
    const means = make("div", { class: "field", hidden: true }, make("label", { class: "field__label", for: "paste-as" }, "These steps are on the map"), as);
    const add = make("button", { class: "button button--primary", type: "submit" }, "Add");
    const form = make(
      "form", { class: "dialog__form", method: "dialog" },
      make("div", { class: "dialog__head" }, make("h2", { id: "paste-title" }, "Steps from a list or spreadsheet")),
      make("div", { class: "dialog__body" }, make("label", { class: "field__label", for: "paste-text" }, "One step a line; columns parted by tabs, as a spreadsheet copies them"), area, preview, means, faults),
      make("div", { class: "dialog__foot" }, make("button", { class: "button", type: "button", "data-close": true }, "Cancel"), add),
    );
    const dialog = make("dialog", { class: "dialog dialog--wide", "aria-labelledby": "paste-title" }, form);
    let shown = { columns: [], rows: [] };
    const there = room.rows("step").map(([, fields]) => fields);
    const isFilling = () => found.rows.length > 0 && found.rows.every((row) => there.filter((fields) => isNamed(fields, row.name ?? "")).length === 1);
    let found = { rows: [], faults: [] };
    area.value = text;

    function look() {
      shown = recognised(area.value, fields);
      draw();
    }

    function draw() {
      found = valuesOf(shown.rows, shown.columns, fields);
      preview.hidden = !shown.rows.length;
      preview.replaceChildren(tableOf(shown, found.faults, fields, (place, key) => {
        shown.columns = shown.columns.map((one, column) => (column === place ? key : one === key ? "" : one));
        draw();
        preview.querySelectorAll("select")[place]?.focus();
      }));
      const faulty = shown.rows.length ? found.faults : [];
      faults.replaceChildren(...faulty.slice(0, 8).map(({ row, column, text: words }) => make("li", {}, `${row ? `Row ${row}, ` : ""}${column}: ${words}`)));
      const count = shown.rows.length === 1 ? "1 step" : `${shown.rows.length} steps`;
      const fills = isFilling();
      means.hidden = !fills;
      add.textContent = fills && as.value === "fill" ? `Fill in ${count}` : `Add ${count}`;
      add.toggleAttribute("disabled", !shown.rows.length || found.faults.length > 0);
    }

    area.addEventListener("input", look);
    as.addEventListener("change", draw);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!found.rows.length || found.faults.length) return;
      dialog.close();
      if (isFilling() && as.value === "fill") return void inParts(room, found.rows, "Filled in", fillSteps);
      const after = room.selection.ref?.startsWith("step/") ? room.value(room.selection.ref, "id") : "";
      const ends = endsOf(room);
      const paste = (draft, part, { behind = after, isLast = true } = {}) => pasteSteps(draft, part, behind, ends && { from: ends.from, to: isLast ? ends.to : "" });
      const made = inParts(room, found.rows, "Added", paste);
      if (made) room.chooseLater(made[0].ref);
    });
    dialog.addEventListener("close", () => dialog.remove());
    room.el.append(dialog);
    look();
    dialog.showModal();
    (text ? add : area).focus();
  };

  document.addEventListener("paste", (event) => {
    if (!isOnMap(room) || document.querySelector("dialog[open]") || !room.can("edit-map")) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text.trim()) return;
    event.preventDefault();
    room.askPaste(text);
  });
}

/** The preview: what each column holds, and the cells, those that cannot be read marked. */
function tableOf({ columns, rows }, faults, fields, choose) {
  const labels = new Map(fields.map(({ key, label }) => [key, label]));
  const heads = columns.map((key, place) => {
    const options = [["", "Left out"], ...fields.map(({ key: one, label }) => [one, label])].map(([value, label]) => make("option", { value, selected: value === key }, label));
    const select = make("select", { class: "select", "aria-label": `Column ${place + 1} holds` }, ...options);
    select.addEventListener("change", () => choose(place, select.value));
    return make("th", { scope: "col" }, select);
  });
  const isBad = (row, key) => faults.some((fault) => fault.row === row + 1 && fault.column === (labels.get(key) ?? "Name"));
  const lines = rows.map((cells, row) => make("tr", {}, make("th", { scope: "row" }, String(row + 1)), ...columns.map((key, column) => make("td", { class: isBad(row, key) ? "is-bad" : key ? null : "is-out" }, `${cells[column] ?? ""}${isBad(row, key) ? " !" : ""}`))));
  return make("table", { class: "table" }, make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "#"), ...heads)), make("tbody", {}, ...lines));
}
