import assert from "node:assert/strict";
import test from "node:test";
import { betterOf, faceOf, leftOf, onWall, saidAt, serverTime, shownOn, timeOfDay, timerAfter } from "../../static/js/workshops/clock.js";
import { dotsAfter, draftKey } from "../../static/js/workshops/rounds.js";

test("the server's time goes on with a clock that never goes back, whatever the browser's own clock says", () => {
  const heard = { heard: 1_000_000, at: 500, took: 80 };
  assert.equal(serverTime(heard, 500), 1_000_040);
  assert.equal(serverTime(heard, 60_500), 1_060_040);
});

test("of two readings the one with the shorter way counts, unless both cannot be right", () => {
  const near = { heard: 1000, at: 0, took: 40 };
  const slow = { heard: 2500, at: 2000, took: 1000 };
  assert.equal(betterOf(null, slow), slow);
  assert.equal(betterOf(near, slow), near);
  assert.equal(betterOf(slow, { heard: 3000, at: 2000, took: 10 }).took, 10);
  const slept = { heard: 600_000, at: 2000, took: 1000 };
  assert.equal(betterOf(near, slept), slept);
});

test("what is left is rounded up, held where it is held, and nothing where nothing runs", () => {
  assert.equal(leftOf({ ends: 10_000, left: null }, 9_001), 1);
  assert.equal(leftOf({ ends: 10_000, left: null }, 10_000), 0);
  assert.equal(leftOf({ ends: 10_000, left: null }, 71_000), -61);
  assert.equal(leftOf({ ends: null, left: 42 }, 71_000), 42);
  assert.equal(leftOf(null, 5), null);
});

test("a face is minutes and seconds, with hours above sixty minutes, and a plus over its time", () => {
  assert.deepEqual([0, 5, 249, 3600, 3723, -70].map(faceOf), ["00:00", "00:05", "04:09", "1:00:00", "1:02:03", "+01:10"]);
});

test("where nothing runs it is the time of day in the room", () => {
  assert.equal(timeOfDay(Date.UTC(2026, 10, 16, 8, 5), "Europe/Berlin"), "09:05");
  assert.equal(timeOfDay(Date.UTC(2026, 10, 16, 0, 0), "UTC"), "00:00");
});

test("a timer follows the fields of its operations", () => {
  const begun = timerAfter(null, { label: "Write", seconds: 300, ends_at: "2026-11-16T09:05:00+00:00", left_seconds: null });
  assert.deepEqual(begun, { label: "Write", seconds: 300, ends: Date.UTC(2026, 10, 16, 9, 5), left: null });
  assert.deepEqual(timerAfter(begun, { ends_at: null, left_seconds: 120 }), { label: "Write", seconds: 300, ends: null, left: 120 });
  assert.equal(timerAfter(begun, { seconds: 0, ends_at: null, left_seconds: null, label: "" }), null);
});

test("the room sees the timer, else the block of now", () => {
  const [timer, block] = [{ ends: 1, left: null }, { ends: 2, left: null }];
  assert.equal(shownOn("room", { timer, block }).ends, 1);
  assert.equal(shownOn("room", { timer: null, block }).ends, 2);
  assert.equal(shownOn("block", { timer, block }).ends, 2);
  assert.equal(shownOn("timer", { timer: null, block }), null);
});

test("it is said aloud at five, one and no minutes only", () => {
  assert.equal(saidAt(301, 300), "5 minutes left.");
  assert.equal(saidAt(61, 60), "1 minute left.");
  assert.equal(saidAt(1, 0), "The time is over.");
  assert.deepEqual([saidAt(null, 10), saidAt(299, 298), saidAt(0, -1)], ["", "", ""]);
});

test("nobody gives more dots than there are, or fewer than none", () => {
  assert.deepEqual(dotsAfter({ a: 1, b: 1 }, "a", 1, 3), { a: 2, b: 1 });
  assert.deepEqual(dotsAfter({ a: 2, b: 1 }, "b", 1, 3), { a: 2, b: 1 });
  assert.deepEqual(dotsAfter({ a: 0, b: 1 }, "a", -1, 3), { a: 0, b: 1 });
});

test("the wall says what is asked, and how many have answered once somebody has", () => {
  assert.equal(onWall({ question: "Ready?", voices: 0, of: 12 }), "Ready?");
  assert.equal(onWall({ question: "Ready?", voices: 9, of: 12 }), "Ready? 9 of 12");
});

test("each round keeps its own unsent line", () => {
  assert.notEqual(draftKey("one"), draftKey("two"));
});
