import assert from "node:assert/strict";
import test from "node:test";
import { dotsAfter, latestOnly } from "../../static/js/workshops/rounds.js";

/** Sends whose answers the test gives, and a clock that it turns. */
function bench() {
  const due = new Map();
  const waits = [];
  const sent = [];
  const state = { dots: 0, lost: 0 };
  const timers = {
    setTimeout: (deed, ms) => (due.set(waits.push(ms), deed), waits.length),
    clearTimeout: (id) => due.delete(id),
  };
  const send = () => new Promise((resolve, reject) => sent.push({ dots: state.dots, resolve, reject }));
  const told = latestOnly(send, { wait: 400, again: 3000, onLost: () => state.lost++, timers });
  const ring = () => {
    const deeds = [...due.values()];
    due.clear();
    for (const deed of deeds) deed();
    return new Promise(setImmediate);
  };
  const give = (dots) => {
    state.dots = dots;
    told.change();
  };
  return { due, waits, sent, state, told, ring, give };
}

test("dots are sent once after the last press", async () => {
  const { sent, waits, ring, give } = bench();
  give(1);
  give(2);
  await ring();
  assert.deepEqual([sent.map((one) => one.dots), waits], [[2], [400, 400]]);
});

test("what is pressed while dots are on their way goes after them, never beside them", async () => {
  const { sent, ring, give } = bench();
  give(1);
  await ring();
  give(2);
  await ring();
  assert.deepEqual(sent.map((one) => one.dots), [1]);
  sent[0].resolve();
  await ring();
  await ring();
  assert.deepEqual(sent.map((one) => one.dots), [1, 2]);
});

test("a page that goes sends at once what still waits, and nothing twice", async () => {
  const { sent, due, told, ring, give } = bench();
  told.flush();
  assert.equal(sent.length, 0);
  give(3);
  told.flush();
  assert.deepEqual([sent.map((one) => one.dots), due.size], [[3], 0]);
  await ring();
  told.flush();
  assert.equal(sent.length, 1);
});

test("without a connection they are said to wait, and sent again as they are then", async () => {
  const { sent, waits, state, ring, give } = bench();
  give(1);
  await ring();
  sent[0].reject(new Error("offline"));
  await new Promise(setImmediate);
  assert.deepEqual([state.lost, waits.at(-1)], [1, 3000]);
  state.dots = 2;
  await ring();
  assert.deepEqual(sent.map((one) => one.dots), [1, 2]);
});

test("nobody gives more dots than they have, nor takes what is not there", () => {
  assert.deepEqual(dotsAfter({ a: 2, b: 0 }, "b", 1, 3), { a: 2, b: 1 });
  assert.deepEqual(dotsAfter({ a: 2, b: 1 }, "b", 1, 3), { a: 2, b: 1 });
  assert.deepEqual(dotsAfter({ a: 2, b: 0 }, "b", -1, 3), { a: 2, b: 0 });
});
