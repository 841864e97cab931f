import assert from "node:assert/strict";
import test from "node:test";
import { Live } from "../../static/js/live/live.js";
import { LIMITS, bytesOf, tooLarge } from "../../static/js/live/limits.js";
import { STOPPED, statusOf } from "../../static/js/live/status.js";
import { Clock } from "./live-clock.js";

const settled = () => new Promise((resolve) => setTimeout(resolve));
const set = (text) => [{ k: "set", r: "note/1", f: { text }, b: { text: 3 } }];

/** A tab that is connected, by a line that the test closes. */
async function tab() {
  const kept = new Map();
  globalThis.sessionStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  globalThis.document = { querySelectorAll: () => [], body: { dispatchEvent() {} } };
  const live = new Live({ workshop: "w", user: "me", epoch: "e", head: 10, can: [], topics: {}, socket: true, undo: 0 }, new Clock());
  const sent = [];
  const refused = [];
  let line;
  live.link.open = { socket: (on) => ((line = on), { send: (frame) => sent.push(frame), ping() {}, close() {} }) };
  live.on("no", (frame) => refused.push([frame.id, frame.why, frame.errors[0].text]));
  live.link.start();
  line.hello({ t: "hello", head: 10, roster: [], limits: { ...LIMITS, change: 2048 } });
  await settled();
  sent.length = 0;
  return { live, sent, refused, close: (code) => line.close(code), hello: () => line.hello({ t: "hello", head: 10, roster: [] }) };
}

test("what is larger than the server takes is not sent: it fails with its size and the limit, and what waits behind it goes on", async () => {
  const { live, sent, refused } = await tab();
  const large = live.submit(set("ü".repeat(1000)));
  const small = live.submit([{ k: "set", r: "note/2", f: { text: "x" }, b: {} }]);
  await settled();
  assert.deepEqual(sent.map((frame) => frame.id), [small]);
  assert.deepEqual(refused, [[large, "invalid", "This is too large to be stored: 3 KiB, and one change has at most 2 KiB. Shorten it, or enter it in parts."]]);
  assert.deepEqual(live.outbox.counts(), { waiting: 1, conflicts: 0, failed: 1 });
  assert.equal(live.conflict(large).mine[0].f.text.length, 1000);
});

test("a close for size is the fault of the change on its way: it is not sent again, the next one goes", async () => {
  for (const code of [1009, 4413]) {
    const { live, sent, refused, close, hello } = await tab();
    const first = live.submit(set("a"));
    const next = live.submit([{ k: "set", r: "note/2", f: { text: "x" }, b: {} }]);
    await settled();
    close(code);
    assert.deepEqual(refused, [[first, "invalid", "This is too large to be stored. Shorten it, or enter it in parts."]]);
    live.clock.pass(1);
    sent.length = 0;
    hello();
    assert.deepEqual(sent.map((frame) => frame.id), [next]);
  }
});

test("a page too many says so, with what it keeps, until it is let in; nothing is loaded again", async () => {
  const { live, close, hello } = await tab();
  const said = [];
  live.on("status", (counts) => said.push(statusOf({ ...counts, stopped: STOPPED[counts.stopped] }).words));
  close(4429);
  assert.equal(said.at(-1), "Too many pages open: close one, then come back here");
  live.link.probe();
  hello();
  assert.equal(said.at(-1), "Saved");
});

test("bytes are counted as they go over the wire, and just the limit goes", () => {
  assert.equal(bytesOf("ü"), 4);
  const frame = (length) => "x".repeat(length - 2);
  assert.deepEqual([tooLarge(frame(32768)), tooLarge(frame(32769)) === ""], ["", false]);
});
