import assert from "node:assert/strict";
import test from "node:test";
import { capped, fitted } from "../../static/js/live/epoch.js";
import { Live } from "../../static/js/live/live.js";
import { Clock } from "./live-clock.js";

const set = (wip, rev = 118) => ({ k: "set", r: "step/1", f: { wip, name: "Saw" }, b: { wip: rev } });
const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A tab at change 200 of a log, and what it says; `restore` puts the log back to change 150 under another epoch. */
function tab() {
  const kept = new Map();
  globalThis.sessionStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const shown = { dataset: { rec: "step/1", field: "wip", rev: "190", value: "7" }, matches: () => false, hasAttribute: () => false };
  globalThis.document = { querySelectorAll: (asked) => (asked.includes("step") || asked.startsWith("[data-rec][") ? [shown] : []), body: { dispatchEvent() {} } };
  globalThis.CSS = { escape: (text) => text };
  const config = { workshop: "w", user: "me", epoch: "first", head: 200, can: [], topics: {}, socket: true, undo: 0 };
  const live = new Live(config, new Clock());
  const sent = [];
  const notices = [];
  const rows = new Map();
  Object.assign(live.store, { put: async (row) => void rows.set(row.id, structuredClone(row)), remove: async (id) => void rows.delete(id), all: async () => [...rows.values()] });
  live.link.send = (frame) => sent.push(frame);
  live.link.start = () => {};
  live.on("notice", (words) => notices.push(words));
  live.get = async () => ({ head: 150, epoch: "second", records: { "step/1": { f: { wip: 5, name: "Saw" }, revs: { wip: 140 } } } });
  return { live, sent, notices, rows, shown, config, storage: kept };
}

test("what waits for a log that was put back asks wherever a value was ever changed, and nothing typed is lost", async () => {
  const { live, sent, rows } = tab();
  const first = live.submit([set(9), { k: "del", r: "step/2", b: 180 }, { k: "new", r: "flow/3", f: { from: "x", to: "y" }, b: { from: 199 } }, { k: "new", r: "note/4", f: { text: "t" } }, { k: "add", r: "capture/5", set: "votes", v: "me" }]);
  await live.afresh();
  live.sender.live(true);
  assert.deepEqual(sent.map((frame) => frame.id), [first]);
  assert.deepEqual(sent[0].ops.map((op) => op.b), [{ wip: 0, name: 0 }, 0, { from: 0 }, undefined, undefined]);
  assert.deepEqual(sent[0].ops.map((op) => op.f), [{ wip: 9, name: "Saw" }, undefined, { from: "x", to: "y" }, { text: "t" }, undefined]);
  assert.deepEqual([rows.get(first).epoch, rows.get(first).ops[0].b], ["second", { wip: 0, name: 0 }]);
});

test("of a log that was put back nothing is taken back by an old number: the stack is empty, a waiting undo is dropped and that is said", async () => {
  const { live, sent, notices, rows } = tab();
  live.stack.did(180);
  live.stack.did(190);
  live.undo();
  live.revert(170);
  const typed = live.submit([set(9)]);
  live.outbox.find(typed).tried = true;
  const back = live.undo();
  await live.afresh();
  live.sender.live(true);
  assert.deepEqual([live.stack.done, live.canRedo, notices.length], [[], false, 1]);
  assert.deepEqual(live.outbox.entries.map((entry) => [entry.id, entry.t]), [[typed, "chg"], [back, "undo"]]);
  assert.deepEqual([...rows.keys()], [typed, back]);
  assert.deepEqual(sent.map((frame) => frame.t), ["chg"]);
});

test("after a reload the stack of the other log is not taken up, and what was kept is fitted to the new one", async () => {
  const { live, rows, config, notices } = tab();
  live.stack.did(180);
  const typed = live.submit([set(9)]);
  live.put({ t: "undo", of: 180 });
  const later = new Live({ ...config, epoch: "second", head: 150 }, new Clock());
  Object.assign(later.store, live.store);
  later.on("notice", (words) => notices.push(words));
  later.cid = live.cid;
  await later.adopt();
  assert.deepEqual([later.stack.done, notices.length, [...rows.keys()]], [[], 1, [typed]]);
  assert.deepEqual(later.outbox.entries.map((entry) => [entry.id, entry.epoch, entry.ops[0].b]), [[typed, "second", { wip: 0, name: 0 }]]);
});

test("what the old log refused is asked of the new one, which knows what stands there now", () => {
  const clash = { id: "a", t: "chg", epoch: "first", state: "conflict", no: { why: "conflict", cur: [{ r: "step/1", f: "wip", rev: 190 }] }, ops: [set(9)] };
  assert.deepEqual(fitted(clash, "second"), { id: "a", t: "chg", epoch: "second", state: "queued", ops: [{ ...set(9), b: { wip: 0, name: 0 } }] });
  const denied = { ...clash, state: "failed", no: { why: "denied" } };
  assert.deepEqual([fitted(denied, "second").state, fitted(denied, "second").ops[0].b], ["failed", { wip: 0, name: 0 }]);
  assert.equal(fitted(clash, "first"), clash);
});

test("a clash that was shown is taken off the page, for it is asked anew", async () => {
  const { live } = tab();
  const told = [];
  const id = live.submit([set(9)]);
  await settled();
  live.refused({ t: "no", id, why: "conflict", cur: [{ r: "step/1", f: "wip", rev: 190 }] });
  live.on("local", (local) => told.push([local.id, local.ops[0].b]));
  await live.afresh();
  assert.deepEqual(told, [[id, { wip: 0, name: 0 }]]);
});

test("a page shows what the log that was put back holds, and a field that was open meanwhile goes out with no number of the old one", async () => {
  const { live, sent, shown } = tab();
  await live.afresh();
  assert.deepEqual([shown.dataset.value, shown.dataset.rev, live.rev("step/1", "wip")], ["5", 140, 140]);
  live.sender.live(true);
  live.submit([set(9, 190)]);
  await settled();
  assert.deepEqual(sent[0].ops[0].b, { wip: 0 });
  assert.deepEqual(capped([set(9, 140)], 150), [set(9, 140)]);
});

test("a reset that is said by a frame and by the close code has the state fetched once, and again after a later one", async () => {
  const { live } = tab();
  const asked = [];
  const given = live.get;
  live.get = (path) => {
    asked.push(path);
    return given();
  };
  const reset = async () => {
    live.link.isLive = true;
    live.handlers().frame({ t: "reset", head: 150 });
    live.link.closed(4409);
    await settled();
    assert.equal(live.isLive, false);
  };
  await reset();
  assert.deepEqual(asked, ["state/"]);
  assert.deepEqual([live.head, live.epoch], [150, "second"]);
  await reset();
  assert.deepEqual(asked, ["state/", "state/"]);
});
