import assert from "node:assert/strict";
import test from "node:test";
import { uuid7 } from "../../static/js/live/ids.js";
import { View, pendingValue, placeOf } from "../../static/js/live/view.js";
import { showOp } from "../../static/js/live/page.js";
import { rebased } from "../../static/js/live/resolve.js";
import { statusOf } from "../../static/js/live/status.js";
import { GATHER, SPREAD, Topics, topicsOf } from "../../static/js/live/topics.js";
import { UndoStack } from "../../static/js/live/undo.js";
import { mostUrgent } from "../../static/js/core/status.js";
import { Clock } from "./live-clock.js";

const ch = (s, ...ops) => ({ t: "ch", s, ops });

test("frames count only one after the other", () => {
  assert.deepEqual([4, 5, 6, 7].map((s) => placeOf({ s }, 5)), ["old", "old", "next", "gap"]);
  const view = new View(5);
  assert.equal(view.take(ch(7)), "gap");
  assert.equal(view.head, 5);
  assert.equal(view.take({ t: "ch", s: 6 }), "next");
  assert.equal(view.head, 6);
});

test("confirmed values carry the number of the change that wrote them", () => {
  const view = new View(0);
  view.load({ head: 0, records: { "step/1": { f: { name: "Saw", wip: 3 }, revs: { name: 0 } } } });
  view.take(ch(1, { k: "set", r: "step/1", f: { wip: 4 } }));
  assert.deepEqual(view.known.get("step/1"), { f: { name: "Saw", wip: 4 }, revs: { name: 0, wip: 1 } });
  assert.deepEqual([view.rev("step/1", "wip"), view.rev("step/1", "name"), view.rev("step/9", "wip")], [1, 0, 0]);
});

test("what was taken out of a record before stays as it was when others change it", () => {
  const view = new View(0);
  view.load({ head: 0, records: { "note/1": { f: { text: "Before", votes: ["a"] }, revs: { text: 0 } } } });
  const { f, revs } = view.records("note").get("note/1");
  view.take(ch(1, { k: "set", r: "note/1", f: { text: "Theirs" } }));
  view.take(ch(2, { k: "add", r: "note/1", set: "votes", v: "b" }));
  assert.deepEqual([f, revs], [{ text: "Before", votes: ["a"] }, { text: 0 }]);
  assert.deepEqual(view.known.get("note/1"), { f: { text: "Theirs", votes: ["a", "b"] }, revs: { text: 1 } });
});

test("a state that was read later than the page is not set back by frames in between", () => {
  const view = new View(3);
  view.load({ head: 5, records: { "step/1": { f: { wip: 50 }, revs: { wip: 5 } } } });
  view.take(ch(4, { k: "set", r: "step/1", f: { wip: 40 } }));
  assert.equal(view.known.get("step/1").f.wip, 50);
  view.take(ch(5, { k: "set", r: "step/1", f: { wip: 50 } }));
  view.take(ch(6, { k: "set", r: "step/1", f: { wip: 60 } }));
  assert.deepEqual(view.known.get("step/1"), { f: { wip: 60 }, revs: { wip: 6 } });
});

test("a state that arrives after later frames does not set them back", () => {
  const view = new View(3);
  view.expect();
  view.take(ch(4, { k: "set", r: "step/1", f: { wip: 4 } }));
  view.take(ch(5, { k: "set", r: "step/1", f: { wip: 5 } }));
  view.load({ head: 4, records: { "step/1": { f: { wip: 4, name: "Saw" }, revs: { wip: 4, name: 0 } } } });
  assert.deepEqual(view.known.get("step/1"), { f: { wip: 5, name: "Saw" }, revs: { wip: 5, name: 0 } });
  assert.equal(view.head, 5);
});

test("pending changes lie over the confirmed ones and leave them as they are", () => {
  const view = new View(0);
  view.load({ head: 0, records: { "step/1": { f: { wip: 1 }, revs: { wip: 0 } }, "step/2": { f: { wip: 2 }, revs: {} }, "flow/1": { f: {}, revs: {} } } });
  const ops = [{ k: "set", r: "step/1", f: { wip: 9 } }, { k: "new", r: "step/3", f: { wip: 3 } }, { k: "del", r: "step/2" }, { k: "set", r: "step/4", f: { wip: 1 } }];
  assert.deepEqual([...view.records("step", ops)].map(([ref, record]) => [ref, record.f.wip]), [["step/1", 9], ["step/3", 3]]);
  assert.equal(view.records("step").get("step/1").f.wip, 1);
  assert.equal(pendingValue(ops, "step/1", "wip"), 9);
  assert.equal(pendingValue([{ k: "set", r: "step/1", f: { wip: null } }], "step/1", "wip"), null);
  assert.equal(pendingValue(ops, "step/1", "name"), undefined);
});

test("votes add up and go", () => {
  const view = new View(0);
  view.take(ch(1, { k: "new", r: "capture/1", f: { text: "x", votes: ["a"] } }));
  view.take(ch(2, { k: "add", r: "capture/1", set: "votes", v: "b" }));
  view.take(ch(3, { k: "rm", r: "capture/1", set: "votes", v: "a" }));
  assert.deepEqual(view.known.get("capture/1").f.votes, ["b"]);
});

test("what a deletion took comes back, what it put in its place goes, what it changed has its value again", () => {
  const view = new View(7);
  view.load({ head: 7, records: { "step/1": { f: {}, revs: {} }, "flow/1": { f: { to: "a", wait: "5 min" }, revs: {} } } });
  view.take(ch(8, { k: "new", r: "flow/9", f: {} }, { k: "del", r: "flow/2" }, { k: "set", r: "flow/1", f: { to: "b" } }, { k: "set", r: "flow/3", f: { to: "b" } }, { k: "del", r: "step/1" }));
  const back = [{ k: "new", r: "step/1", f: {} }, { k: "set", r: "flow/1", f: { to: "a" } }, { k: "new", r: "flow/2", f: {} }, { k: "del", r: "flow/9" }];
  assert.deepEqual(view.deletions.get("step/1"), back);
  view.take(ch(9, { k: "new", r: "step/1", f: {} }));
  assert.equal(view.deletions.has("step/1"), false);
  assert.equal(view.deletions.has("flow/2"), true);
});

test("use mine is based on what stands there now; another value takes the place of mine", () => {
  const ops = [{ k: "set", r: "step/1", f: { wip: 5, name: "x" }, b: { wip: 2, name: 2 } }, { k: "del", r: "step/2", b: 3 }];
  const cur = [{ r: "step/1", f: "wip", v: 4, rev: 9 }, { r: "step/2", f: "name", v: "y", rev: 7 }];
  assert.deepEqual(rebased(ops, cur), [{ k: "set", r: "step/1", f: { wip: 5, name: "x" }, b: { wip: 9, name: 2 } }, { k: "del", r: "step/2", b: 7 }]);
  assert.deepEqual(rebased(ops, cur, { value: 6 })[0].f, { wip: 6, name: "x" });
  assert.deepEqual(ops[0].b, { wip: 2, name: 2 });
  const going = [{ k: "del", r: "note/1" }, { k: "del", r: "step/2", b: 3 }];
  assert.deepEqual(rebased(going, [{ r: "note/9", f: "text", v: "Theirs", rev: 8 }]), [{ k: "del", r: "note/1", b: 8 }, { k: "del", r: "step/2", b: 8 }]);
  assert.deepEqual(rebased(going, [{ r: "step/2", f: "name", v: "y", rev: 7 }]), [{ k: "del", r: "note/1" }, { k: "del", r: "step/2", b: 7 }]);
});

test("the status says Saved only with nothing unsent and a live connection", () => {
  const words = (more) => statusOf({ waiting: 0, conflicts: 0, failed: 0, isLive: true, ...more }).words;
  assert.equal(words({}), "Saved");
  assert.equal(words({ waiting: 2 }), "Saving 2");
  assert.equal(words({ isLive: false }), "Offline");
  assert.equal(words({ isLive: false, waiting: 1 }), "Offline, 1 change kept in this browser");
  assert.equal(words({ isLive: false, waiting: 20 }), "Offline, 20 changes kept in this browser");
  assert.equal(words({ conflicts: 1, waiting: 3 }), "1 conflict");
  assert.equal(words({ conflicts: 2, isLive: false }), "2 conflicts");
  assert.equal(words({ failed: 1 }), "1 not saved");
  assert.equal(words({ stopped: "Signed out", waiting: 1, isLive: false }), "Signed out, 1 change kept in this browser");
  assert.equal(words({ isLive: false, waiting: 2, isKept: false }), "Offline, 2 changes only on this page: do not close it");
  assert.equal(words({ stopped: "Signed out", waiting: 1, isLive: false, isKept: false }), "Signed out, 1 change only on this page: do not close it");
});

test("a form's Saved does not hide that a live change waits", () => {
  const said = new Map([["live", { state: "offline", words: "Offline" }], ["page", { state: "saved", words: "Saved 12:04" }]]);
  assert.equal(mostUrgent(said).words, "Offline");
  said.set("live", { state: "saved", words: "Saved" });
  said.set("page", { state: "unsaved", words: "Not saved yet" });
  assert.equal(mostUrgent(said).words, "Not saved yet");
});

test("topics gather for a moment and fire once each", () => {
  const clock = new Clock();
  const fired = [];
  const topics = new Topics({ table: { step: ["map"], capture: ["captures"] }, fire: (topic) => fired.push(topic), clock });
  topics.note([{ k: "set", r: "step/1" }, { k: "set", r: "vote/1" }]);
  topics.note([{ k: "set", r: "step/2" }, { k: "new", r: "capture/1" }]);
  clock.pass(GATHER + SPREAD - 1);
  assert.deepEqual(fired, []);
  clock.pass(1);
  assert.deepEqual(fired, ["map", "captures"]);
  assert.deepEqual([...topicsOf(undefined, {})], []);
});

test("undo goes back through one's own changes and redo forward again; a new change ends redo", () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const stack = new UndoStack(storage, "me");
  stack.did(3);
  stack.did(5);
  stack.forget(5);
  stack.undid(5, 6);
  assert.deepEqual([stack.done, stack.undone], [[3], [6]]);
  stack.forget(6);
  stack.redid(6, 7);
  assert.deepEqual([stack.done, stack.undone], [[3, 7], []]);
  stack.undid(7, 8);
  stack.did(9);
  assert.deepEqual([new UndoStack(storage, "me").done, new UndoStack(storage, "me").undone], [[3, 9], []]);
  assert.deepEqual(new UndoStack({ getItem: () => "{broken" }, "me").done, []);
});

test("a lost list comes from the log, and what was done or taken back meanwhile is not forgotten by it", () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  const lost = new UndoStack(storage, "me");
  lost.knows(8);
  assert.equal(new UndoStack(storage, "me").isWhole, false);
  lost.found({ done: [2, 5, 8], undone: [] });
  assert.deepEqual([lost.done, lost.undone, lost.isWhole], [[2, 5, 8], [], true]);
  const again = new UndoStack(storage, "me");
  assert.deepEqual([again.done, again.isWhole], [[2, 5, 8], true]);

  const busy = new UndoStack({ getItem: () => null, setItem: () => {} }, "me");
  busy.knows(8);
  busy.forget(8);
  busy.did(12);
  busy.found({ done: [2, 5, 8], undone: [10] });
  assert.deepEqual([busy.done, busy.undone], [[2, 5, 12], []]);

  const undoing = new UndoStack({ getItem: () => null, setItem: () => {} }, "me");
  undoing.knows(8);
  undoing.forget(8);
  undoing.undid(8, 11);
  undoing.found({ done: [2, 5], undone: [7, 11] });
  assert.deepEqual([undoing.done, undoing.undone], [[2, 5], [7, 11]]);

  const fresh = new UndoStack({ getItem: () => "{broken", setItem: () => {} }, "me");
  fresh.found({ done: Array.from({ length: 100 }, (_, number) => number + 1), undone: [101] });
  assert.deepEqual([fresh.done.length, fresh.done[0], fresh.undone], [100, 1, [101]]);
});

test("after a loss the server's word for the last own change is taken", () => {
  const stack = new UndoStack({ getItem: () => null, setItem: () => {} }, "me");
  stack.knows(4);
  stack.knows(2);
  stack.knows(null);
  assert.deepEqual(stack.done, [4]);
});

test("ids sort by the time they were made", () => {
  assert.equal(uuid7(0x0123456789ab, (bytes) => bytes.fill(0)), "01234567-89ab-7000-8000-000000000000");
  assert.ok(uuid7(1000) < uuid7(1001));
  const made = Array.from({ length: 5000 }, () => uuid7(2000));
  assert.deepEqual(made, [...new Set(made)].sort());
  assert.ok(uuid7(1999) > made.at(-1));
  assert.match(uuid7(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("a change looks at the page once for each record, however many fields it has", () => {
  const asked = [];
  const cells = ["name", "wip", "done"].map((field) => ({ dataset: { rec: "step/1", field, rev: "3" }, matches: () => false, hasAttribute: () => false }));
  const root = { querySelectorAll: (selector) => (asked.push(selector), cells) };
  globalThis.CSS = { escape: (text) => text };
  showOp({ k: "new", r: "step/1", f: { name: "Saw", wip: 4, area: null, lead_time: null } }, 5, root);
  assert.deepEqual(asked, ['[data-rec="step/1"][data-field]']);
  assert.deepEqual(cells.map(({ dataset }) => [dataset.value, Number(dataset.rev)]), [["Saw", 5], ["4", 5], [undefined, 3]]);
  showOp({ k: "del", r: "step/1" }, 6, root);
  assert.equal(asked.length, 1);
});
