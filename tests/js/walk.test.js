import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { addressOf, verdict } from "../../static/js/live/photos.js";
import { noteOp, shownStop, stamped, today } from "../../static/js/mapping/walk-words.js";

const STATED = new Set(["cycle_time", "lead_time", "complete_accurate"]);

test("an answer keeps how it is known, as the server has it", () => {
  for (const { datum, value, how, by, at, kept } of JSON.parse(readFileSync(new URL("../walk_cases.json", import.meta.url)))) {
    assert.deepEqual(stamped({ key: datum, stated: STATED.has(datum) }, value, { how, by, at }), kept);
  }
});

test("an answer is stamped with the day of the workshop's zone, whatever the browser's is", () => {
  const now = new Date("2026-11-02T20:30:00Z");
  assert.deepEqual(["Asia/Tokyo", "UTC", "America/New_York"].map((zone) => today(zone, now)), ["2026-11-03", "2026-11-02", "2026-11-02"]);
});

test("a note is tied to its stop and to what it is about; an issue becomes a capture of the step", () => {
  const note = noteOp({ text: " In a tray ", kind: "item", stop: "s1", about: "flow/f1" }, "0199");
  assert.deepEqual(note, { k: "new", r: "observation/0199", f: { kind: "item", text: "In a tray", stop: "stop/s1", flow: "flow/f1" } });
  const issue = noteOp({ text: "It waits", kind: "issue", stop: "s1", about: "step/a" }, "0199");
  assert.deepEqual(issue, { k: "new", r: "capture/0199", f: { kind: "issue", text: "It waits", step: "step/a" } });
  assert.equal(noteOp({ text: "  ", kind: "item", stop: "s1" }, "0199"), null);
});

test("the stop of the address is shown, else the first that nobody has seen", () => {
  const stops = [{ id: "a", isSeen: true }, { id: "b", isSeen: false }, { id: "c", isSeen: false }];
  assert.equal(shownStop(stops, "#stop-c"), "c");
  assert.equal(shownStop(stops, "#stop-gone"), "b");
  assert.equal(shownStop(stops.map((stop) => ({ ...stop, isSeen: true })), ""), "a");
  assert.equal(shownStop([], ""), "");
});

test("a photo is kept, tried again, or refused for good", () => {
  assert.equal(addressOf("observation/1"), "/api/v1/observations/1/photo/");
  assert.deepEqual([200, 400, 404, 413].map((status) => verdict(status, "")), ["kept", "refused", "refused", "refused"]);
  assert.deepEqual([401, 429, 500, 503].map((status) => verdict(status, "")), ["later", "later", "later", "later"]);
});

test("a pause of the workshop or a page that is too old destroys no photo; a role without the right does", () => {
  assert.equal(verdict(403, "locked"), "held");
  assert.equal(verdict(409, "conflict"), "held");
  assert.equal(verdict(403, "permission_denied"), "later");
  assert.equal(verdict(403), "later");
  assert.equal(verdict(403, "denied"), "refused");
});
