import assert from "node:assert/strict";
import test from "node:test";
import { addressOf, touchesMap } from "../../static/js/mapping/patch.js";
import { meaning } from "../../static/js/mapping/picture.js";
import { faultWords } from "../../static/js/mapping/totals.js";
import { ago, changedFigures, difference, plain, timeText, whereOf, workDay } from "../../static/js/mapping/total-words.js";

const HAVE = new Set(["head", "step-a", "step-b"]);
const frame = (more) => ({ rev: 12, base: 10, order: ["head", "step-a"], groups: { "step-a": "<g id='step-a'/>" }, ...more });

test("a frame that says nothing new is ignored, whatever else is in it", () => {
  assert.equal(meaning(12, HAVE, frame()), "ignore");
  assert.equal(meaning(13, HAVE, frame({ groups: undefined })), "ignore");
});

test("a frame is applied from its base up to what is older than it", () => {
  assert.equal(meaning(10, HAVE, frame()), "apply");
  assert.equal(meaning(11, HAVE, frame()), "apply");
  assert.equal(meaning(9, HAVE, frame()), "fetch");
});

test("a frame without groups, or with an order that names an unknown group, is a missed base", () => {
  assert.equal(meaning(10, HAVE, { rev: 12 }), "fetch");
  assert.equal(meaning(10, HAVE, frame({ order: ["head", "step-z"] })), "fetch");
  assert.equal(meaning(10, HAVE, frame({ order: ["head", "toString"] })), "fetch");
  assert.equal(meaning(10, HAVE, frame({ base: undefined })), "fetch");
  assert.equal(meaning(10, HAVE, frame({ order: ["head", "step-z"], groups: { "step-z": "<g id='step-z'/>" } })), "apply");
});

test("the whole picture is fetched in the view that is looked at", () => {
  const all = { fold: 0, lanes: true, metrics: ["cycle_time", "wip"], heat: "load" };
  assert.equal(addressOf("m", all), "/api/v1/maps/m/svg/?interactive=1&fold=0&lanes=1&metrics=cycle_time%2Cwip&heat=load");
  assert.equal(addressOf("m", { fold: null, lanes: false, metrics: null, heat: "" }), "/api/v1/maps/m/svg/?interactive=1");
});

test("changes of other things touch no map; one whose ops are hidden or too big may", () => {
  assert.equal(touchesMap([{ r: "capture/1" }]), false);
  assert.equal(touchesMap([{ r: "capture/1" }, { r: "flow/2" }]), true);
  assert.equal(touchesMap(undefined), true);
});

test("times are written as the server writes them", () => {
  const day = workDay({ work_per_day: "8 h" });
  assert.equal(workDay({ work_per_day: "7 h 30 min" }), 27000);
  const cases = [[0, "0 s"], [188, "188 s"], [299.96, "300 s"], [300, "5 min"], [7199, "120 min"], [7200, "2 h"], [41400, "11.5 h"], [57600, "2 d"], [-900, "-15 min"]];
  assert.deepEqual(cases.map(([seconds]) => timeText(seconds, day)), cases.map(([, text]) => text));
  assert.equal(plain(0.25), "0.3");
  assert.equal(plain(-0.01), "0");
});

const totals = (lead, process, more = {}) => ({
  lead_time: { seconds: lead }, process_time: { seconds: process }, rolled_complete_accurate: { percent: 40 }, takt_time: null,
  calendar: { work_per_day: "8 h" }, figures: [{ key: "lead_time", value: String(lead) }, { key: "process_time", value: String(process) }], ...more,
});

test("the last change is the first total that moved, with sign, and whether it got better", () => {
  assert.deepEqual(difference(totals(3600, 60), totals(4500, 60)), { key: "lead_time", words: "lead time", text: "+15 min", isUp: true, isBetter: false });
  assert.deepEqual(difference(totals(3600, 900), totals(3600, 300)), { key: "process_time", words: "process time", text: "−10 min", isUp: false, isBetter: true });
  const better = totals(3600, 60, { rolled_complete_accurate: { percent: 42.5 } });
  assert.deepEqual(difference(totals(3600, 60), better), { key: "rolled_complete_accurate", words: "rolled % C&A", text: "+2.5 points", isUp: true, isBetter: true });
  assert.equal(difference(totals(3600, 60), totals(3600, 60)), null);
  assert.equal(difference(totals(3600, 60), { errors: [{ text: "x" }] }), null);
});

test("figures are marked where their words moved, and not on the first drawing", () => {
  assert.deepEqual(changedFigures(totals(1, 2), totals(1, 3)), ["process_time"]);
  assert.deepEqual(changedFigures({ errors: [] }, totals(1, 3)), []);
});

test("where a change was, in words", () => {
  const about = { steps: ["a", "b"], idOf: (ref) => ref.at(-1), flowOf: () => ({ from: "a", to: "b" }), labelOf: (_, field) => field };
  assert.equal(whereOf([{ k: "set", r: "flow/1", f: { wait: "1 h" } }], about), "step 2 wait");
  assert.equal(whereOf([{ k: "set", r: "step/a", f: { cycle_time: "1 h", wip: 3 } }], about), "step 1");
  assert.equal(whereOf([{ k: "new", r: "step/b", f: {} }], about), "step 2 added");
  assert.equal(whereOf([{ k: "del", r: "step/b" }], about), "step removed");
  assert.equal(whereOf([{ k: "del", r: "step/b" }, { k: "del", r: "flow/b" }], about), "2 things");
  assert.equal(whereOf(undefined, about), "");
});

test("how long ago, and what is still to be drawn", () => {
  assert.deepEqual([0, 12000, 185000, 7300000].map(ago), ["0 s ago", "12 s ago", "3 min ago", "2 h ago"]);
  assert.equal(faultWords([{ text: "A." }, { text: "B." }, { text: "C." }]), "A. B. And 1 more.");
  assert.equal(faultWords([{ text: "A." }]), "A.");
});
