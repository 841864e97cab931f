import assert from "node:assert/strict";
import test from "node:test";
import { Live } from "../../static/js/live/live.js";
import { statusOf } from "../../static/js/live/status.js";
import { Store } from "../../static/js/live/store.js";
import { Clock } from "./live-clock.js";

/** A database of the browser that says of each transaction whether it gets onto the disk. */
function disk({ isFull = false } = {}) {
  const database = {
    isFull,
    transaction() {
      const rows = { put() {}, delete() {} };
      const transaction = { objectStore: () => rows, error: new Error("full") };
      queueMicrotask(() => (database.isFull ? transaction.onabort() : transaction.oncomplete()));
      return transaction;
    },
  };
  return database;
}

test("what the disk refuses is not kept, until it is put again or not wanted any more", async () => {
  const full = disk({ isFull: true });
  let refused = 0;
  const store = new Store(() => { refused += 1; }, Promise.resolve(full));
  await store.put({ id: "a" });
  await store.put({ id: "b" });
  assert.deepEqual([store.isKept, refused], [false, 2]);
  full.isFull = false;
  await store.put({ id: "a" });
  assert.equal(store.isKept, false);
  await store.remove("b");
  assert.equal(store.isKept, true);
  full.isFull = true;
  await store.put({ id: "c" });
  await store.exchange("c", { id: "d" });
  await store.remove("d");
  const late = store.put({ id: "e" });
  await Promise.all([store.remove("e"), late]);
  assert.equal(store.isKept, true);
});

test("without a database of the browser the status says that changes are only on this page", async () => {
  const kept = new Map();
  globalThis.sessionStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  globalThis.document = { querySelectorAll: () => [], body: { dispatchEvent() {} } };
  const live = new Live({ workshop: "w", user: "me", epoch: "e", head: 10, can: [], topics: {}, socket: true, undo: 0 }, new Clock());
  const said = [];
  live.on("status", (counts) => said.push(statusOf(counts).words));
  live.submit([{ k: "set", r: "step/1", f: { wip: 1 }, b: { wip: 3 } }]);
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(said.at(-1), "Offline, 1 change only on this page: do not close it");
});

/** A live connection over a database that tells in `told` what was asked of it, and ends a transaction only by `end()`. */
function overADisk(told, commit) {
  globalThis.sessionStorage = { getItem: () => null, setItem() {} };
  globalThis.document = { querySelectorAll: () => [], body: { dispatchEvent() {} } };
  const live = new Live({ workshop: "w", user: "me", epoch: "e", head: 10, can: [], topics: {}, socket: true, undo: 0 }, new Clock());
  let transaction;
  live.store.db = Promise.resolve({
    transaction() {
      transaction = { objectStore: () => ({ put: () => told.push("put") }), error: new Error("full"), ...commit };
      return transaction;
    },
  });
  live.on("local", () => told.push("shown"));
  live.submit([{ k: "set", r: "step/1", f: { wip: 1 }, b: { wip: 3 } }]);
  return { live, end: (how) => transaction[how]() };
}

const soon = () => new Promise((resolve) => setTimeout(resolve));

test("a change is shown as soon as the browser has it for good, and not before", async () => {
  const told = [];
  const { live, end } = overADisk(told, { commit: () => told.push("commit") });
  const said = [];
  live.on("status", (counts) => said.push(statusOf(counts).words));
  await soon();
  assert.deepEqual(told, ["put", "commit", "shown"]);
  end("onabort");
  await soon();
  assert.equal(said.at(-1), "Offline, 1 change only on this page: do not close it");
});

test("where a browser asks the page whether a change to its store was all, it is shown when it is on disk", async () => {
  const told = [];
  const { end } = overADisk(told, {});
  await soon();
  assert.deepEqual(told, ["put"]);
  end("oncomplete");
  await soon();
  assert.deepEqual(told, ["put", "shown"]);
});
