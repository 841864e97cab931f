import assert from "node:assert/strict";
import test from "node:test";
import { Edits } from "../../static/js/live/edits.js";
import { Clock } from "./live-clock.js";

/** A tab whose connection is a list of frames. */
function tab() {
  const kept = new Map();
  globalThis.sessionStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  globalThis.document = { querySelector: () => null, querySelectorAll: () => [], getElementById: () => null, body: { dispatchEvent() {} } };
  const config = { workshop: "w", user: "me", epoch: "e", head: 10, can: [], topics: {}, socket: true, undo: 0 };
  const clock = new Clock();
  const edits = new Edits(config, clock);
  const sent = [];
  Object.assign(edits.store, { put: async () => {}, remove: async () => {}, exchange: async () => {} });
  edits.changed = () => {};
  edits.link.send = (frame) => sent.push(frame);
  edits.sender.live(true);
  return { edits, sent };
}

const set = (value) => [{ k: "set", r: "step/1", f: { wip: value }, b: { wip: 3 } }];
const settled = () => new Promise((resolve) => setTimeout(resolve));

async function stored(edits, s, id, user = "me") {
  await edits.change({ t: "ch", s, id, u: user, cid: "tab", ops: [] });
}

test("a change that came to nothing leaves nobody else's change to be taken back", async () => {
  const { edits } = tab();
  const id = edits.submit(set(1));
  await settled();
  edits.ack({ t: "ack", id, s: 11 });
  await stored(edits, 11, "somebody-else's", "anna");
  assert.deepEqual([edits.stack.done, edits.outbox.entries], [[], []]);
  const again = edits.submit(set(2));
  await settled();
  edits.ack({ t: "ack", id: again, s: 11 });
  assert.deepEqual(edits.stack.done, []);
});

test("a change can be taken back once its own frame is here, or when it had been stored before", async () => {
  const { edits } = tab();
  const first = edits.submit(set(1));
  await settled();
  edits.ack({ t: "ack", id: first, s: 11 });
  assert.deepEqual(edits.stack.done, []);
  await stored(edits, 11, first);
  assert.deepEqual(edits.stack.done, [11]);
  const second = edits.submit(set(2));
  await settled();
  edits.ack({ t: "ack", id: second, s: 9, dup: 1 });
  assert.deepEqual(edits.stack.done, [11, 9]);
  const third = edits.submit(set(3));
  await settled();
  await stored(edits, 12, third);
  edits.ack({ t: "ack", id: third, s: 12 });
  assert.deepEqual([edits.stack.done, edits.outbox.entries], [[11, 9, 12], []]);
});

test("two quick undos take back two changes, the one on its way and the one before it", async () => {
  const { edits, sent } = tab();
  edits.stack.did(8);
  const id = edits.submit(set(1));
  await settled();
  const one = edits.undo();
  const two = edits.undo();
  edits.ack({ t: "ack", id, s: 11 });
  assert.deepEqual(sent.map((frame) => frame.t), ["chg"]);
  await stored(edits, 11, id);
  assert.deepEqual(sent.at(-1), { t: "undo", id: one, cid: edits.cid, of: 11 });
  edits.ack({ t: "ack", id: one, s: 12 });
  await stored(edits, 12, one);
  assert.deepEqual(sent.at(-1), { t: "undo", id: two, cid: edits.cid, of: 8 });
});

test("a value typed over one that waits takes its place on the page too", async () => {
  const { edits } = tab();
  edits.sender.live(false);
  const told = [];
  edits.on("local", ({ id, dropped }) => told.push([id, Boolean(dropped)]));
  const first = edits.submit(set(1));
  await settled();
  const second = edits.submit(set(2));
  await settled();
  assert.deepEqual(told, [[first, false], [first, true], [second, false]]);
});
