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

test("what was taken back before it was sent is done again, in its order with what was stored", async () => {
  const { edits, sent } = tab();
  edits.sender.live(false);
  edits.stack.did(8);
  edits.submit(set(1));
  await settled();
  edits.undo();
  assert.deepEqual([edits.outbox.entries, edits.canRedo], [[], true]);
  const undo = edits.undo();
  assert.equal(edits.canRedo, false);
  edits.sender.live(true);
  edits.ack({ t: "ack", id: undo, s: 11 });
  await stored(edits, 11, undo);
  const redo = edits.redo();
  await settled();
  assert.deepEqual(sent.at(-1), { t: "undo", id: redo, cid: edits.cid, of: 11 });
  edits.ack({ t: "ack", id: redo, s: 12 });
  await stored(edits, 12, redo);
  const again = edits.redo();
  await settled();
  assert.deepEqual([sent.at(-1), edits.canRedo], [{ t: "chg", id: again, cid: edits.cid, ops: set(1) }, false]);
  edits.undo();
  edits.submit(set(2));
  assert.equal(edits.redo(), null);
});

test("an undo that a pause or a role stands in the way of can be done later, one that cannot be is forgotten", async () => {
  const { edits } = tab();
  for (const seq of [6, 7, 8]) edits.stack.did(seq);
  const heard = [];
  edits.on("notice", (words) => heard.push(words));
  for (const [why, left] of [["locked", [6, 7, 8]], ["denied", [6, 7, 8]], ["invalid", [6, 7]]]) {
    const id = edits.undo();
    await settled();
    edits.refused({ t: "no", id, why, errors: why === "invalid" ? [{ path: "$", text: "This was taken back already." }] : undefined });
    assert.deepEqual([edits.stack.done, edits.outbox.entries], [left, []]);
  }
  assert.equal(heard.at(-1), "This was taken back already.");
  assert.match(heard[0], /paused or locked/);
});

test("what was taken back while it was on its way leaves nothing to decide when it is refused", async () => {
  const { edits, sent } = tab();
  const asked = [];
  edits.on("undecided", (id) => asked.push(id));
  const id = edits.submit(set(1));
  await settled();
  edits.undo();
  const next = edits.submit([{ k: "set", r: "step/2", f: { wip: 5 }, b: { wip: 0 } }]);
  await settled();
  edits.refused({ t: "no", id, why: "conflict", cur: [{ r: "step/1", f: "wip", v: 2, rev: 9 }] });
  assert.deepEqual([asked, edits.outbox.entries.map((entry) => entry.id), sent.at(-1).id], [[], [next], next]);
});

test("what was decided is not shown at its place any more, what goes out in its stead is", async () => {
  const { edits } = tab();
  const id = edits.submit(set(1));
  await settled();
  edits.refused({ t: "no", id, why: "invalid", errors: [{ path: "ops[0].f.wip", text: "At most 95." }] });
  const told = [];
  edits.on("local", ({ id: which, dropped }) => told.push([which, Boolean(dropped)]));
  const other = await edits.resolve(id, { value: 9 });
  assert.deepEqual([told, edits.outbox.find(other).ops], [[[id, true], [other, false]], set(9)]);
});
