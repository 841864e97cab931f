import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { hint, isSame, read, shown, unitOf, Unreadable } from "../../static/js/mapping/statement.js";

const CASES = JSON.parse(readFileSync(new URL("../typed_cases.json", import.meta.url)));
const DATA = {
  "step cycle_time": { key: "cycle_time", kind: "duration", label: "Process time", stated: true },
  "step changeover": { key: "changeover", kind: "duration", label: "Changeover", stated: true },
  "flow wait": { key: "wait", kind: "duration", label: "Wait", stated: true },
  "step complete_accurate": { key: "complete_accurate", kind: "percent", label: "% C&A", least: 0, most: 100, stated: true },
  "step uptime": { key: "uptime", kind: "percent", label: "Uptime", least: 0, above: true, most: 100, stated: true },
  "flow share": { key: "share", kind: "percent", label: "Share", least: 0, most: 100, stated: true },
  "step wip": { key: "wip", kind: "number", label: "WIP", least: 0, stated: true },
  "step stations": { key: "stations", kind: "number", label: "Stations", least: 1, stated: true },
  "flow max": { key: "max", kind: "number", label: "Maximum", least: 0, stated: true },
  "flow inventory": { key: "inventory", kind: "number", label: "Inventory", least: 0, stated: true },
  "information label_at": { key: "label_at", kind: "fraction", label: "Place", least: 0, most: 1 },
  "step wastes": { key: "wastes", kind: "words", label: "Wastes" },
  "step custom": { key: "custom", kind: "custom", label: "Own data" },
  "step trigger": { key: "trigger", kind: "text", label: "Trigger" },
  "step area": { key: "area", kind: "text", label: "Area" },
};

for (const { kind, field, text, present, value, shown: words, error } of CASES) {
  test(`${field}: “${text}”${present === undefined ? "" : ` over ${JSON.stringify(present)}`}`, () => {
    const datum = DATA[`${kind} ${field}`];
    if (error) return assert.throws(() => read(datum, text, present), (thrown) => thrown instanceof Unreadable && thrown.message === error);
    const found = read(datum, text, present);
    assert.deepEqual(found, value);
    assert.equal(shown(datum, found), words);
  });
}

test("what is left as it stands is the value itself, also where it could not be typed", () => {
  const seen = { observations: ["10 s", "12 s", "14 s"] };
  assert.equal(shown(DATA["step cycle_time"], seen), "3 observed");
  assert.equal(read(DATA["step cycle_time"], "3 observed", seen), seen);
});

test("nothing typed leaves a datum out, but not a required one", () => {
  assert.equal(read(DATA["step area"], "  ", "Front desk"), null);
  assert.throws(() => read({ key: "name", kind: "name", label: "Name" }, "", "Triage", true), /Type the name\./);
});

test("the hint says what will be kept", () => {
  const time = DATA["step cycle_time"];
  assert.equal(hint(time, "40-50 min"), "A range, typical 45 min");
  assert.equal(hint(time, "~15", "2 h"), "An estimate: 15 h");
  assert.equal(hint(time, "90"), "Kept as 90 min");
  assert.equal(hint(time, "90 min"), "");
  assert.equal(hint(time, "so"), "");
  assert.equal(hint(DATA["step complete_accurate"], "90-98"), "A range, typical 94 %");
});

test("the unit of a bare number is the largest of what stands there", () => {
  assert.equal(unitOf("2 d 4 h"), "d");
  assert.equal(unitOf({ value: "4 h" }), "h");
  assert.equal(unitOf(12), "min");
});

test("demand is typed as people say it", () => {
  const demand = { key: "demand", kind: "demand", label: "Demand" };
  for (const text of ["62 per day", "62 / d", "62 a day", "62/day"]) assert.deepEqual(read(demand, text), { quantity: 62, per: "d" });
  assert.equal(shown(demand, { quantity: { value: 300, evidence: "estimate" }, per: "wk" }), "~300 per week");
  assert.throws(() => read(demand, "many"), /is no demand/);
  assert.ok(isSame({ quantity: 1, per: "d" }, { quantity: 1, per: "d" }));
});
