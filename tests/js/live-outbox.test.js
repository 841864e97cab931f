import assert from "node:assert/strict";
import test from "node:test";
import { Outbox, TOO_OLD, frameOf } from "../../static/js/live/outbox.js";
import { PATIENCE, Sender } from "../../static/js/live/sender.js";
import { Clock } from "./live-clock.js";

class Disk {
  constructor() {
    this.rows = new Map();
  }

  async put(entry) {
    this.rows.set(entry.id, structuredClone(entry));
  }

  async remove(id) {
    this.rows.delete(id);
  }

  async exchange(id, entry) {
    this.rows.delete(id);
    this.rows.set(entry.id, structuredClone(entry));
  }
}

const set = (id, field, value, b = 1) => ({ t: "chg", id, cid: "me", tab: "me", ops: [{ k: "set", r: "step/1", f: { [field]: value }, b: { [field]: b } }] });

function desk() {
  const clock = new Clock();
  const disk = new Disk();
  const outbox = new Outbox(disk, () => clock.now());
  const sent = [];
  let lost = 0;
  const sender = new Sender({ outbox, clock, send: (frame) => sent.push(frame), lost: () => { lost += 1; } });
  return { clock, disk, outbox, sent, sender, lost: () => lost };
}

test("edits of one field that wait become one, from the first base under the last id; another field stays its own change", () => {
  const { disk, outbox } = desk();
  outbox.add(set("a", "cycle_time", "1 min"));
  const { entry, instead } = outbox.add(set("b", "cycle_time", "2 min", 9));
  assert.deepEqual([entry.id, instead], ["b", "a"]);
  outbox.add(set("c", "wip", 3));
  assert.equal(outbox.add(set("d", "cycle_time", "4 min")).instead, undefined);
  assert.deepEqual(outbox.entries.map((one) => [one.id, one.ops[0].f]), [["b", { cycle_time: "2 min" }], ["c", { wip: 3 }], ["d", { cycle_time: "4 min" }]]);
  assert.deepEqual(outbox.entries[0].ops[0].b, { cycle_time: 1 });
  assert.deepEqual([...disk.rows.keys()], ["b", "c", "d"]);
});

test("what another tab left keeps its content, since that tab may send it too", () => {
  const { outbox } = desk();
  outbox.take([{ ...set("a", "wip", 1), state: "queued", at: 0 }]);
  assert.deepEqual([outbox.add(set("b", "wip", 2)).instead, outbox.entries.map((one) => one.id)], [undefined, ["a", "b"]]);
});

test("an undo of what is on its way goes out when it is known what it takes back, also after a reload", () => {
  const { disk, outbox, sender, sent } = desk();
  const back = { t: "undo", id: "u", cid: "me", tab: "me", of: null, after: "a" };
  outbox.add(set("a", "wip", 1));
  sender.live(true);
  outbox.add(back);
  outbox.remove("a");
  sender.answered();
  assert.deepEqual(sent.map((frame) => frame.id), ["a"]);
  outbox.follow("a", 7);
  assert.equal(disk.rows.get("u").of, 7);
  sender.pump();
  assert.deepEqual(sent.at(-1), { t: "undo", id: "u", cid: "me", of: 7 });
});

test("an undo of what came to nothing is dropped, and one whose change is gone is not taken over", () => {
  const { disk, outbox } = desk();
  const back = { t: "undo", id: "u", cid: "me", tab: "me", of: null, after: "a", at: 0, state: "queued" };
  outbox.add(set("a", "wip", 1));
  outbox.add(back);
  outbox.remove("a");
  outbox.follow("a", null);
  assert.deepEqual([outbox.entries, disk.rows.size], [[], 0]);
  outbox.take([back]);
  assert.deepEqual(outbox.entries, []);
});

test("what was sent once keeps its content, since the server may have it already", () => {
  const { outbox, sender } = desk();
  outbox.add(set("a", "wip", 1));
  sender.live(true);
  sender.live(false);
  assert.equal(outbox.find("a").state, "queued");
  assert.equal(outbox.add(set("b", "wip", 2)).entry.id, "b");
});

test("one change is on its way at a time, in order", () => {
  const { outbox, sender, sent } = desk();
  for (const id of ["a", "b", "c"]) outbox.add(set(id, id, 1));
  sender.live(true);
  sender.pump();
  assert.deepEqual(sent.map((frame) => frame.id), ["a"]);
  outbox.remove("a");
  sender.answered();
  assert.deepEqual(sent.map((frame) => frame.id), ["a", "b"]);
});

test("a lost connection sends the same id again", () => {
  const { outbox, sender, sent } = desk();
  outbox.add(set("a", "wip", 1));
  sender.live(true);
  sender.live(false);
  sender.live(true);
  assert.deepEqual(sent.map((frame) => frame.id), ["a", "a"]);
});

test("an answer that does not come breaks the connection, and only then", () => {
  const { outbox, sender, clock, lost } = desk();
  outbox.add(set("a", "wip", 1));
  sender.live(true);
  clock.pass(PATIENCE - 1);
  assert.equal(lost(), 0);
  clock.pass(1);
  assert.equal(lost(), 1);
});

test("retry waits as long as the server asks, then sends the same id", () => {
  const { outbox, sender, clock, sent } = desk();
  outbox.add(set("a", "wip", 1));
  outbox.add(set("b", "name", "x"));
  sender.live(true);
  sender.retry(700);
  sender.pump();
  clock.pass(699);
  assert.equal(sent.length, 1);
  clock.pass(1);
  assert.deepEqual(sent.map((frame) => frame.id), ["a", "a"]);
});

test("a refused change stays until somebody decides, and does not hold up the next", async () => {
  const { outbox, sender, sent, disk } = desk();
  outbox.add(set("a", "wip", 1));
  outbox.add(set("b", "name", "x"));
  sender.live(true);
  outbox.refuse("a", { t: "no", id: "a", why: "conflict", cur: [] });
  sender.answered();
  assert.deepEqual(sent.map((frame) => frame.id), ["a", "b"]);
  assert.equal(disk.rows.get("a").state, "conflict");
  assert.deepEqual(outbox.counts(), { waiting: 1, conflicts: 1, failed: 0 });
});

test("a decision is a new change of its own", () => {
  const { outbox } = desk();
  outbox.add(set("a", "wip", 1));
  outbox.refuse("a", { why: "conflict" });
  const { entry } = outbox.again("a", { id: "z", ops: [] });
  assert.deepEqual([entry.id, entry.state, entry.no, entry.tried], ["z", "queued", undefined, undefined]);
  assert.equal(outbox.find("a"), undefined);
});

test("after a reload what was on its way is sent again; what is older than 30 days is shown and not sent", () => {
  const { outbox, clock } = desk();
  clock.time = TOO_OLD + 10;
  outbox.take([{ ...set("new", "wip", 1), state: "sent", at: 10 }, { ...set("old", "name", 1), state: "queued", at: 9 }]);
  assert.deepEqual(outbox.entries.map((entry) => [entry.id, entry.state]), [["old", "review"], ["new", "queued"]]);
  assert.equal(outbox.next().id, "new");
  assert.deepEqual(outbox.counts(), { waiting: 1, conflicts: 0, failed: 1 });
});

test("frames carry nothing but what the protocol knows", () => {
  assert.deepEqual(frameOf({ ...set("a", "wip", 1), state: "sent", label: "x", at: 3 }), { t: "chg", id: "a", cid: "me", ops: set("a", "wip", 1).ops });
  assert.deepEqual(frameOf({ t: "undo", id: "u", cid: "me", of: 7, anyway: true }), { t: "undo", id: "u", cid: "me", of: 7, anyway: 1 });
  assert.deepEqual(frameOf({ t: "undo", id: "u", cid: "me", of: 7 }), { t: "undo", id: "u", cid: "me", of: 7 });
});
