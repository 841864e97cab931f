import assert from "node:assert/strict";
import test from "node:test";
import { IDLE, PACE, Presence } from "../../static/js/live/presence.js";
import { Clock } from "./live-clock.js";

function room() {
  const clock = new Clock();
  const sent = [];
  const lists = [];
  const presence = new Presence({ clock, send: (frame) => sent.push(frame), changed: (list) => lists.push(list.map((person) => person.conn)) });
  return { clock, sent, lists, presence };
}

test("at most four frames a second, the last one always", () => {
  const { clock, sent, presence } = room();
  for (let step = 0; step < 20; step += 1) {
    presence.be({ r: `step/${step}` }, "edit");
    clock.pass(50);
  }
  clock.pass(PACE);
  assert.equal(sent.length, 5);
  assert.deepEqual(sent.at(-1), { t: "pres", at: { r: "step/19" }, st: "edit" });
});

test("after a minute without a sign of life one is idle, and back where one was with the first", () => {
  const { clock, sent, presence } = room();
  presence.be({ r: "step/1" }, "edit");
  clock.pass(IDLE + PACE);
  assert.equal(sent.at(-1).st, "idle");
  presence.wake();
  clock.pass(PACE);
  assert.deepEqual(sent.at(-1), { t: "pres", at: { r: "step/1" }, st: "edit" });
});

test("leaving a place says so; the same is not said twice; a new connection hears it again", () => {
  const { clock, sent, presence } = room();
  presence.be({ r: "step/1" }, "edit");
  clock.pass(PACE);
  presence.be(null, "view");
  clock.pass(PACE);
  presence.be(null, "view");
  clock.pass(PACE);
  assert.deepEqual(sent.map((frame) => frame.at), [{ r: "step/1" }, null]);
  presence.hello({ you: "a", roster: [] });
  clock.pass(PACE);
  assert.equal(sent.length, 3);
});

test("the roster follows who comes and goes, and starts anew when some were missed", () => {
  const { lists, presence } = room();
  presence.hello({ you: "a", roster: [{ conn: "a" }, { conn: "b" }] });
  presence.take({ in: [{ conn: "c" }], out: ["b"] });
  presence.take({ roster: [{ conn: "d" }] });
  assert.deepEqual(lists, [["a", "b"], ["a", "c"], ["d"]]);
});
