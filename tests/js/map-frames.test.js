import assert from "node:assert/strict";
import test from "node:test";
import { fitting } from "../../static/js/mapping/echo.js";
import { makeFrames } from "../../static/js/mapping/frames.js";
import { remembering } from "../../static/js/mapping/records.js";

/** Frames and ends of work that a test lets come; and a job that writes down what it does. */
function stage() {
  const [frames, ends, log] = [[], [], []];
  const redraw = makeFrames((run) => frames.push(run), (run) => ends.push(run));
  const job = (name) => ({ fill: () => log.push(`fill ${name}`), measure: () => log.push(`measure ${name}`), place: () => log.push(`place ${name}`) });
  const come = (what) => what.splice(0).forEach((run) => run());
  return { redraw, job, log, frame: () => come(frames), end: () => come(ends), frames, ends };
}

test("all put in, then all measure, then all place, once in a frame however often they asked", () => {
  const { redraw, job, log, frame, frames } = stage();
  const [a, b] = [job("a"), job("b")];
  for (const one of [a, b, a]) redraw(one);
  assert.deepEqual([log.length, frames.length], [0, 1]);
  frame();
  assert.deepEqual(log, ["fill a", "fill b", "measure a", "measure b", "place a", "place b"]);
  frame();
  assert.equal(log.length, 6);
});

test("what has to be there in the frame that runs now is drawn at its end, with all that waits", () => {
  const { redraw, job, log, frame, end } = stage();
  redraw({ place: () => log.push("waits") });
  redraw({ place: () => log.push("now") }, { now: true });
  end();
  assert.deepEqual(log, ["waits", "now"]);
  frame();
  assert.equal(log.length, 2);
  redraw(job("later"));
  frame();
  assert.deepEqual(log.slice(2), ["fill later", "measure later", "place later"]);
});

test("a job that fails is told, and the others are done", (context) => {
  const told = context.mock.method(console, "error", () => {});
  const { redraw, log, frame } = stage();
  redraw({ measure: () => { throw new Error("no place"); }, place: (found) => log.push(found) });
  redraw({ measure: () => 7, place: (found) => log.push(found) });
  frame();
  assert.deepEqual(log, [undefined, 7]);
  assert.equal(told.mock.callCount(), 1);
});

test("records are put together once for one piece of work, and afresh after each change", () => {
  const [listeners, ends] = [new Map(), []];
  let known = new Map([["step/2", { f: { map: "m", id: "b", order_key: "b" } }], ["step/1", { f: { map: "m", id: "a", order_key: "a" } }], ["step/9", { f: { map: "other", id: "z", order_key: "0" } }]]);
  let asked = 0;
  const live = { on: (name, fn) => listeners.set(name, fn), records: () => ((asked += 1), known) };
  const { rows, byId, of } = remembering(live, "m", (run) => ends.push(run));
  assert.deepEqual(rows("step").map(([ref]) => ref), ["step/1", "step/2"]);
  assert.equal(byId("step").get("b")[0], "step/2");
  assert.equal(byId("step").get("z"), undefined);
  assert.equal(of("step").size, 3);
  assert.equal(asked, 1);
  for (const name of ["status", "ch", "local", "no", "reset"]) {
    known = new Map();
    rows("step");
    listeners.get(name)();
    assert.deepEqual(rows("step"), []);
    known = new Map([["step/1", { f: { map: "m", id: "a" } }]]);
    ends.splice(0).forEach((run) => run());
    assert.equal(rows("step").length, 1);
  }
});

test("a label keeps as many letters as have room with its dots, and one at least", () => {
  const wide = (letters) => letters * 6;
  assert.equal(fitting(12, 72, 8, wide), 12);
  assert.equal(fitting(12, 71, 8, wide), 10);
  assert.equal(fitting(12, 20, 8, wide), 2);
  assert.equal(fitting(12, 3, 8, wide), 1);
  assert.equal(fitting(1, 3, 8, wide), 1);
});
