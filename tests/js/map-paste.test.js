import assert from "node:assert/strict";
import test from "node:test";
import { Draft } from "../../static/js/mapping/draft.js";
import { bytesOf, LIMITS } from "../../static/js/live/limits.js";
import { inParts, pasteSteps } from "../../static/js/mapping/paste-dialog.js";
import { fieldOf, recognised, rowsOf, valuesOf } from "../../static/js/mapping/paste.js";

const FIELDS = [
  { key: "name", kind: "name", label: "Name" },
  { key: "area", kind: "text", label: "Area" },
  { key: "cycle_time", kind: "duration", label: "Process time" },
  { key: "lead_time", kind: "duration", label: "Lead time" },
  { key: "complete_accurate", kind: "percent", label: "% complete and accurate", short: "% C&A", least: 0, most: 100 },
  { key: "value", kind: "choice", label: "Class", choices: [["va", "Value added"], ["nva", "Waste"]] },
  { key: "wait", kind: "duration", label: "Wait before" },
  { key: "inventory", kind: "number", label: "Inventory before", least: 0 },
];

test("a list loses its bullets and numbers, a spreadsheet keeps its cells, empty lines are none", () => {
  assert.deepEqual(rowsOf("1. Receive\n\n2) Triage\n- Assess\n"), [["Receive"], ["Triage"], ["Assess"]]);
  assert.deepEqual(rowsOf("1. Receive\t 5 min \r\nTriage\t\r\n"), [["1. Receive", "5 min"], ["Triage", ""]]);
});

test("headings are known by label, key and what people call them", () => {
  const found = ["Step", "Department", "PT", "Lead Time (h)", "%C&A", "Waiting", "Colour", "cycle_time"].map((word) => fieldOf(word, FIELDS));
  assert.deepEqual(found, ["name", "area", "cycle_time", "lead_time", "complete_accurate", "wait", "", "cycle_time"]);
});

test("a first row that names its columns is no step; without one the first column holds the names", () => {
  const headed = recognised("Area\tStep\tPT\nDesk\tReceive\t20\n", FIELDS);
  assert.deepEqual(headed, { columns: ["area", "name", "cycle_time"], hasHead: true, rows: [["Desk", "Receive", "20"]] });
  assert.deepEqual(recognised("Receive\t20\n", FIELDS), { columns: ["name", ""], hasHead: false, rows: [["Receive", "20"]] });
  assert.deepEqual(recognised("Name", FIELDS).rows, [["Name"]]);
});

test("cells are read as they are typed: ranges, estimates, choices by label; empty ones are no data", () => {
  const { rows, faults } = valuesOf([["Receive", "20", "95 %", "waste"], ["Triage", "5-10 min", "", "–"]], ["name", "cycle_time", "complete_accurate", "value"], FIELDS);
  assert.deepEqual(faults, []);
  assert.deepEqual(rows[0], { name: "Receive", cycle_time: "20 min", complete_accurate: 95, value: "nva" });
  assert.deepEqual(rows[1], { name: "Triage", cycle_time: { low: "5 min", likely: "7.5 min", high: "10 min", evidence: "estimate" } });
});

test("faults name row and column, and what is wrong", () => {
  const { faults } = valuesOf([["", "soon", "120"]], ["name", "cycle_time", "complete_accurate"], FIELDS);
  assert.deepEqual(faults.map(({ row, column }) => [row, column]), [[1, "Process time"], [1, "% complete and accurate"], [1, "Name"]]);
  assert.match(faults[0].text, /“soon” is no time/);
  assert.deepEqual(valuesOf([["20"]], ["cycle_time"], FIELDS).faults, [{ row: 0, column: "Name", text: "Say which column holds the names of the steps." }]);
  const many = Array.from({ length: 61 }, (_, number) => [`Step ${number}`]);
  assert.deepEqual(valuesOf(many, ["name"], FIELDS).faults.map((fault) => fault.row), [61]);
});

/** A draft with a supplier and a customer. */
function empty() {
  let made = 0;
  const party = (id) => [`party/${id}`, { f: { map: "m", id, kind: id, name: id, order_key: id === "supplier" ? "b" : "c" }, revs: {} }];
  const parties = new Map([party("supplier"), party("customer")]);
  return new Draft("m", (kind) => (kind === "party" ? parties : new Map()), () => `s${(made += 1)}`);
}

const flows = (draft) => draft.rows("flow").map(({ f }) => [f.from, f.to, f.wait, f.inventory]);

test("pasted steps are a chain from the supplier to the customer, each with what waits in front of it", () => {
  const draft = empty();
  const made = pasteSteps(draft, [{ name: "One", wait: "1 h" }, { name: "Two", inventory: 3, cycle_time: "5 min" }], "", { from: "supplier", to: "customer" });
  const [one, two] = made.map((row) => row.f.id);
  assert.deepEqual(flows(draft), [["supplier", one, "1 h", undefined], [one, two, undefined, 3], [two, "customer", undefined, undefined]]);
  assert.deepEqual(draft.rows("step").map(({ f }) => [f.name, f.cycle_time, "wait" in f]), [["One", undefined, false], ["Two", "5 min", false]]);
});

test("pasted steps go behind the chosen one and into its chain", () => {
  const draft = empty();
  const [one, two] = pasteSteps(draft, [{ name: "One" }, { name: "Two" }]).map((row) => row.f.id);
  const [made] = pasteSteps(draft, [{ name: "Between" }], one);
  assert.deepEqual(draft.rows("step").map(({ f }) => f.name), ["One", "Between", "Two"]);
  assert.deepEqual(flows(draft).map(([from, to]) => `${from}>${to}`).sort(), [`${one}>${made.f.id}`, `${made.f.id}>${two}`].sort());
});

/** A room whose deeds follow each other on one map; `changes` are their operations. */
function room() {
  const changes = [];
  const said = [];
  let held = null;
  const fresh = () => {
    const draft = empty();
    if (held) for (const kind of Object.keys(draft.lists)) draft.lists[kind] = held[kind].map((row) => ({ ...row, f: { ...row.f }, written: new Set() }));
    draft.newId = () => `s${changes.length}-${(draft.made = (draft.made ?? 0) + 1)}`;
    return draft;
  };
  return {
    changes,
    said,
    draft: fresh,
    names: () => held.step.map(({ f }) => f.name),
    flows: () => held.flow.map(({ f }) => [f.from, f.to]),
    offerUndo: (words) => said.push(words),
    deed(label, act) {
      const draft = fresh();
      const made = act(draft);
      changes.push({ label, ops: draft.ops });
      held = draft.lists;
      return made;
    },
  };
}

const paste = (draft, part, { behind = "", isLast = true } = {}) => pasteSteps(draft, part, behind, { from: "supplier", to: isLast ? "customer" : "" });

test("a paste of 60 rows with ten columns goes in changes that the server takes, as one chain in the order of the rows", () => {
  const here = room();
  const rows = Array.from({ length: 60 }, (_, number) => ({ ...Object.fromEntries(Array.from({ length: 8 }, (__, column) => [`datum_${column}`, { low: "5 min", likely: "7.5 min", high: "10 min", evidence: "estimate" }])), name: `Step ${number}`, wait: "1 h" }));
  const made = inParts(here, rows, "Added", paste);
  assert.equal(made.length, 60);
  assert.deepEqual(here.names(), rows.map((row) => row.name));
  assert.ok(here.changes.length > 1 && here.changes.every(({ ops }) => ops.length <= LIMITS.ops && bytesOf({ t: "chg", id: "0".repeat(36), cid: "0".repeat(64), ops }) <= LIMITS.change));
  const next = new Map(here.flows());
  const chain = ["supplier"];
  while (next.has(chain.at(-1))) chain.push(next.get(chain.at(-1)));
  assert.deepEqual(chain, ["supplier", ...made.map((row) => row.f.id), "customer"]);
  assert.deepEqual(here.said, [`Added 60 steps, in ${here.changes.length} changes that are taken back one by one`]);
});

test("a paste that one change takes is one change", () => {
  const here = room();
  inParts(here, [{ name: "One" }, { name: "Two" }], "Added", paste);
  assert.deepEqual([here.changes.map(({ label }) => label), here.said], [["Added 2 steps"], ["Added 2 steps"]]);
});
