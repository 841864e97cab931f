import assert from "node:assert/strict";
import test from "node:test";
import { lineOf } from "../../static/js/mapping/add.js";
import { fits } from "../../static/js/mapping/commands.js";
import { idsFor, isOnlyLed, isRemoval } from "../../static/js/mapping/deeds.js";
import { Draft, Refused } from "../../static/js/mapping/draft.js";
import { edgePan, isDrag } from "../../static/js/mapping/drag.js";
import { addPoints, aroundChosen, dropPlace, rowsOf } from "../../static/js/mapping/gaps.js";
import { nearestShare } from "../../static/js/mapping/link-drag.js";
import { branchStep, connectNodes } from "../../static/js/mapping/linking.js";
import { extended, frameOf, meets } from "../../static/js/mapping/multi.js";
import { placeOf, tickedWastes } from "../../static/js/mapping/notes.js";
import { adding, moveRow, moveSteps, setSteps } from "../../static/js/mapping/ops.js";
import { pasteSteps } from "../../static/js/mapping/paste-dialog.js";
import { movedLabel } from "../../static/js/mapping/parties.js";
import { placeWords, undrawn } from "../../static/js/mapping/undrawn.js";
import { placeAbove, placeBelow, placeBeside } from "../../static/js/mapping/tools.js";

const MAP = "m";

/** A draft of steps a, b, c ... in a chain; each field of a step was last written by change 7. */
function chain(ids, more = {}) {
  let made = 0;
  const records = {
    step: new Map([...ids].map((id, place) => [`step/${id}`, { f: { map: MAP, id, name: id.toUpperCase(), order_key: "bcdefghi"[place], ...more[id] }, revs: { name: 7, order_key: 7 } }])),
    flow: new Map([...ids].slice(1).map((id, place) => [`flow/${ids[place]}${id}`, { f: { map: MAP, from: ids[place], to: id, order_key: "bcdefghi"[place], ...more[ids[place] + id] }, revs: { from: 7, to: 9 } }])),
    note: new Map((more.notes ?? []).map((at, place) => [`note/n${place}`, { f: { map: MAP, id: `n${place}`, kind: "issue", text: at, at, order_key: "bcdefghi"[place] }, revs: { at: 8 } }])),
  };
  return new Draft(MAP, (kind) => records[kind] ?? new Map(), () => `made${(made += 1)}`);
}

const order = (draft) => draft.rows("step").map((row) => row.f.id).join("");
const ways = (draft) => draft.rows("flow").map((row) => `${row.f.from}>${row.f.to}`).sort();

test("an operation carries the revision that was seen, none for order and for what this draft wrote itself", () => {
  const draft = chain("ab", { notes: ["a"] });
  const [flow] = draft.rows("flow");
  draft.set(flow, { to: "a2", order_key: "x" });
  draft.set(flow, { to: "b" });
  assert.deepEqual(draft.ops, [
    { k: "set", r: "flow/ab", f: { to: "a2", order_key: "x" }, b: { to: 9 } },
    { k: "set", r: "flow/ab", f: { to: "b" }, b: {} },
  ]);
});

test("what a dialog asked for is based on what it showed, and on nothing where nothing was ever written", () => {
  const draft = chain("ab", { notes: ["a"] });
  const seen = new Map([["note/n0", { text: 5 }], ["step/a", {}]]);
  draft.change("note/n0", { text: "Mine", severity: 3 }, seen);
  setSteps(draft, ["a"], { area: "Lab" }, seen);
  draft.set(draft.step("b"), { area: "Desk", name: "Bee" });
  draft.change("note/gone", { text: "Typed" }, new Map([["note/gone", { text: 4 }]]));
  assert.deepEqual(draft.ops, [
    { k: "set", r: "note/n0", f: { text: "Mine", severity: 3 }, b: { text: 5, severity: 0 } },
    { k: "set", r: "step/a", f: { area: "Lab" }, b: { area: 0 } },
    { k: "set", r: "step/b", f: { area: "Desk", name: "Bee" }, b: { area: 0, name: 7 } },
    { k: "set", r: "note/gone", f: { text: "Typed" }, b: { text: 4 } },
  ]);
});

test("a step goes with its flows and notes, each named with the newest revision that was seen", () => {
  const draft = chain("ab", { notes: ["b", "a>b"] });
  draft.remove(draft.step("b"));
  assert.deepEqual(draft.ops, [{ k: "del", r: "note/n1", b: 8 }, { k: "del", r: "flow/ab", b: 9 }, { k: "del", r: "note/n0", b: 8 }, { k: "del", r: "step/b", b: 7 }]);
  assert.deepEqual([order(draft), ways(draft), draft.rows("note")], ["a", [], []]);
});

test("records of other maps are none of a draft", () => {
  const records = new Map([["step/x", { f: { map: "other", id: "x", order_key: "b" }, revs: {} }]]);
  assert.deepEqual(new Draft(MAP, () => records).rows("step"), []);
});

test("several steps move together in their order, and take the area of their lane", () => {
  const draft = chain("abcde", { b: { area: "Lab" } });
  moveSteps(draft, ["d", "b"], "", "Desk");
  assert.equal(order(draft), "bdace");
  assert.deepEqual(draft.rows("step").map((row) => row.f.area), ["Desk", "Desk", undefined, undefined, undefined]);
  const stays = chain("abcde");
  moveSteps(stays, ["b", "c"], "b");
  assert.deepEqual([order(stays), stays.ops], ["abcde", []]);
});

test("the same datum is set on several steps by one change", () => {
  const draft = chain("abc");
  setSteps(draft, ["a", "c"], { value: "va" });
  assert.deepEqual(draft.ops.map((op) => [op.r, op.f]), [["step/a", { value: "va" }], ["step/c", { value: "va" }]]);
});

test("a branch stands beside what follows, its share comes off the others in their proportions", () => {
  const draft = chain("abc");
  const made = branchStep(draft, "a", { name: "New" }, { split: "choice", share: 30, into: "c" });
  assert.deepEqual([order(draft), ways(draft)], [`ab${made.f.id}c`, ["a>b", `a>${made.f.id}`, "b>c", `${made.f.id}>c`].sort()]);
  assert.equal(draft.step("a").f.split, "choice");
  assert.deepEqual(draft.flows({ from: "a" }).map((row) => row.f.share), [70, 30]);
  branchStep(draft, "a", { name: "Third" }, { split: "choice", share: 50 });
  assert.deepEqual(draft.flows({ from: "a" }).map((row) => row.f.share).sort(), [15, 35, 50]);
});

test("connecting what is connected, or a step with itself, is refused before anything is sent", () => {
  const draft = chain("abc");
  assert.throws(() => connectNodes(draft, "a", "b"), new Refused("There is a flow between these two already."));
  assert.throws(() => connectNodes(draft, "a", "a"), new Refused("Only rework goes from a step to itself."));
  assert.throws(() => connectNodes(draft, "a", "gone"), Refused);
  assert.equal(connectNodes(draft, "a", "a", { kind: "rework", share: 5 }).f.share, 5);
});

test("a row of a list goes up or down one place, not past its end", () => {
  const draft = chain("abc");
  moveRow(draft, draft.rows("flow")[1], true);
  assert.deepEqual(draft.rows("flow").map((row) => row.ref), ["flow/bc", "flow/ab"]);
  moveRow(draft, draft.rows("flow")[0], true);
  assert.equal(draft.ops.length, 1);
});

test("only lines led elsewhere meanwhile let a deed be worked out afresh; a removal asks", () => {
  const set = [{ k: "set", r: "flow/1", f: { from: "x" } }];
  assert.equal(isOnlyLed({ why: "conflict", ops: set, cur: [{ r: "flow/1", f: "from" }] }), true);
  assert.equal(isOnlyLed({ why: "conflict", ops: set, cur: [{ r: "step/1", f: "name" }] }), false);
  assert.equal(isOnlyLed({ why: "locked", ops: set, cur: [] }), false);
  const del = [{ k: "del", r: "step/1", b: 3 }];
  assert.equal(isOnlyLed({ why: "conflict", ops: del, cur: [{ r: "step/1", f: "from" }] }), false);
  assert.equal(isRemoval({ why: "conflict", ops: del }), true);
});

test("what was added behind the last step goes behind what others have put there meanwhile, under the ids that it had", () => {
  const act = adding({ name: "Mine" }, { after: "b" });
  const seen = chain("ab");
  seen.head = 12;
  act(seen);
  assert.deepEqual(seen.ops.map(({ k, f, b }) => [k, f.name ?? `${f.from}>${f.to}`, b]), [["new", "Mine", undefined], ["new", "b>made1", { from: 12 }]]);
  const now = chain("abcd");
  act(now);
  assert.deepEqual([order(now), ways(now)], ["abcdmade1", ["a>b", "b>c", "c>d", "d>made1"]]);
  const inside = adding({ name: "Mine" }, { after: "a" });
  const draft = chain("ab");
  inside(draft);
  assert.deepEqual(ways(draft), ["a>made1", "made1>b"]);
  const ids = ["x", "y", "z"];
  const { made, next } = idsFor({}, () => ids.shift());
  assert.deepEqual([next("step"), next("flow")], ["x", "y"]);
  const again = idsFor(made, () => ids.shift());
  assert.deepEqual([again.next("flow"), again.next("flow"), again.next("step")], ["y", "z", "x"]);
});

test("the first step of an empty map goes behind what others have begun meanwhile", () => {
  const act = adding({ name: "Mine" }, { after: "" });
  const seen = chain("");
  seen.head = 12;
  act(seen);
  assert.deepEqual(seen.ops.map(({ k, f, b }) => [k, f.name, b]), [["new", "Mine", { map: 12 }]]);
  assert.equal(isOnlyLed({ why: "conflict", ops: seen.ops, cur: [{ r: "step/1", f: "map" }] }), true);
  const now = chain("ab");
  act(now);
  assert.deepEqual([order(now), ways(now)], ["abmade1", ["a>b", "b>made1"]]);
  const pasted = chain("");
  pasted.head = 12;
  pasteSteps(pasted, [{ name: "One" }, { name: "Two" }]);
  assert.deepEqual(pasted.ops.filter(({ r }) => r.startsWith("step/")).map(({ b }) => b), [{ map: 12 }, undefined]);
});

const box = (left, top = 0) => ({ left, top, width: 100, height: 60 });
const steps = [{ id: "a", box: box(0) }, { id: "b", box: box(200) }, { id: "c", box: box(0, 300) }];

test("there is an add point before the first step, in each gap, at a row's end, and behind the last", () => {
  const points = addPoints(steps, [{ from: "a", to: "b" }, { from: "b", to: "c" }]);
  assert.deepEqual(points.map(({ before, after }) => `${after}>${before}`), [">a", "a>b", "b>c", "c>"]);
  assert.deepEqual([points[1].left, points[2].left], [150 - 12, 328 - 12]);
  assert.deepEqual(aroundChosen(points, "b").map(({ before, after }) => `${after}>${before}`), ["a>b", "b>c"]);
  assert.deepEqual(aroundChosen(points, null), []);
});

test("at a fork each way has its own add point in front of its first step", () => {
  const points = addPoints(steps, [{ from: "a", to: "b" }, { from: "a", to: "c" }]);
  assert.deepEqual(points.map(({ before, after }) => `${after}>${before}`), [">a", ">b", ">c", "b>", "c>"]);
});

test("a dragged step falls before the box whose middle is right of the pointer, in the nearest row", () => {
  assert.deepEqual(rowsOf(steps).map((row) => row.steps.map((step) => step.id)), [["a", "b"], ["c"]]);
  assert.equal(dropPlace(steps, { x: 120, y: 30 }, ["c"]).after, "a");
  assert.equal(dropPlace(steps, { x: 20, y: 30 }, ["c"]).after, "");
  assert.equal(dropPlace(steps, { x: 900, y: 10 }, ["c"]).after, "b");
  assert.equal(dropPlace(steps, { x: 10, y: 310 }, ["a"]).after, "b");
  assert.equal(dropPlace(steps, { x: 10, y: 310 }, ["a", "b", "c"]), null);
});

test("six pixels make a drag; near an edge the paper moves, in the middle it does not", () => {
  const at = (clientX, clientY) => ({ clientX, clientY });
  assert.deepEqual([isDrag(at(0, 0), at(3, 5)), isDrag(at(0, 0), at(0, 6))], [false, true]);
  const canvas = { width: 800, height: 600 };
  assert.deepEqual(edgePan({ x: 400, y: 300 }, canvas), { dx: 0, dy: 0 });
  assert.deepEqual(edgePan({ x: 0, y: 600 }, canvas), { dx: 14, dy: -14 });
});

test("a range grows from the first chosen step and shrinks back to it", () => {
  const order = ["a", "b", "c", "d"];
  assert.deepEqual(extended(order, ["b"], 1), ["b", "c"]);
  assert.deepEqual(extended(order, ["b", "c"], -1), ["b"]);
  assert.deepEqual(extended(order, ["b"], -1), ["b", "a"]);
  assert.deepEqual(extended(order, ["d"], 1), ["d"]);
});

test("a frame takes what it meets", () => {
  const frame = frameOf({ x: 50, y: 90 }, { x: 10, y: 20 });
  assert.deepEqual(frame, { left: 10, top: 20, width: 40, height: 70 });
  assert.deepEqual([meets(frame, box(40)), meets(frame, box(60))], [true, false]);
});

test("tools stand right of a box, left where there is no room, and within the canvas", () => {
  const canvas = { width: 500, height: 300 };
  const size = { width: 38, height: 200 };
  assert.deepEqual(placeBeside(box(100, 50), size, canvas), { left: 206, top: 50 });
  assert.deepEqual(placeBeside(box(380, 250), size, canvas), { left: 336, top: 96 });
  assert.deepEqual(placeBeside({ left: 0, top: 0, width: 500, height: 60 }, size, canvas), { left: 458, top: 66 });
});

test("a row of tools stands above a line, below one at the top, never outside", () => {
  const canvas = { width: 500, height: 300 };
  const size = { width: 200, height: 40 };
  assert.deepEqual(placeAbove(box(100, 150), size, canvas), { left: 50, top: 104 });
  assert.deepEqual(placeAbove(box(0, 10), size, canvas), { left: 4, top: 76 });
  assert.deepEqual(placeBelow(box(100, 150), size, canvas), { left: 50, top: 216 });
  assert.deepEqual(placeBelow(box(100, 230), size, canvas), { left: 50, top: 256 });
});

test("a typed line may name the area", () => {
  assert.deepEqual(lineOf("Triage & assign @Service desk "), { name: "Triage & assign", area: "Service desk" });
  assert.deepEqual(lineOf("Mail info@firm.example"), { name: "Mail info@firm.example" });
});

test("commands fit kinds and numbers of what is chosen", () => {
  const one = { kinds: ["step"] };
  assert.deepEqual([fits(one, []), fits(one, ["step/1"]), fits(one, ["step/1", "step/2"]), fits(one, ["flow/1"])], [false, true, false, false]);
  assert.deepEqual([fits({ ...one, many: true }, ["step/1", "step/2"]), fits({ ...one, several: true }, ["step/1"])], [true, false]);
  assert.equal(fits({ ...one, when: () => false }, ["step/1"]), false);
});

test("notes are pinned where one is; wastes that are not on the list stay", () => {
  assert.deepEqual([placeOf("flow", { from: "a", to: "b" }), placeOf("step", { id: "a" }), placeOf("information", {})], ["a>b", "a", null]);
  assert.deepEqual(tickedWastes(["waiting", "Politics"], ["Motion"]), ["Motion", "Politics"]);
  assert.equal(tickedWastes(["Waiting"], []), null);
});

test("steps that are not drawn yet are named with the step that they stand behind", () => {
  const rows = ["One", "Two", "Three", "Four"].map((name, place) => [`step/${place}`, { name }]);
  const found = undrawn(rows, (ref) => ref === "step/2");
  assert.deepEqual(found.map(({ name }, place) => `${name} ${placeWords(found, place)}`), ["One in front of all", "Two behind it", "Four behind “Three”"]);
});

test("labels stay on their line", () => {
  assert.deepEqual([movedLabel(null, 1), movedLabel(0.9, 1), movedLabel(0.1, -1), movedLabel(0.55, -1)], [0.6, 0.9, 0.1, 0.5]);
  const line = (share) => ({ x: share * 200, y: 0 });
  assert.deepEqual([nearestShare(line, { x: 50, y: 30 }), nearestShare(line, { x: -80, y: 0 })], [0.25, 0.05]);
});
