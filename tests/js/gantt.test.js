import assert from "node:assert/strict";
import test from "node:test";

import { dragged, later, partAt, words } from "../../static/js/actionplans/gantt.js";

const BAR = { start: "2026-11-30", end: "2026-12-04" };

test("days are counted across months, years and the change of the clock", () => {
  assert.equal(later("2026-11-30", 1), "2026-12-01");
  assert.equal(later("2026-12-31", 1), "2027-01-01");
  assert.equal(later("2027-03-27", 2), "2027-03-29");
  assert.equal(later("2026-12-01", -1), "2026-11-30");
  assert.equal(later("", 3), "");
});

test("a bar is moved as a whole or at one of its ends", () => {
  assert.deepEqual(dragged(BAR, "all", 7), { start: "2026-12-07", end: "2026-12-11" });
  assert.deepEqual(dragged(BAR, "end", 3), { start: "2026-11-30", end: "2026-12-07" });
  assert.deepEqual(dragged(BAR, "start", -2), { start: "2026-11-28", end: "2026-12-04" });
});

test("an end never passes the other", () => {
  assert.deepEqual(dragged(BAR, "end", -30), { start: "2026-11-30", end: "2026-11-30" });
  assert.deepEqual(dragged(BAR, "start", 30), { start: "2026-12-04", end: "2026-12-04" });
});

test("a bar with one date keeps having one", () => {
  assert.deepEqual(dragged({ start: "", end: "2026-12-04" }, "all", 3), { start: "", end: "2026-12-07" });
});

test("the ends are held at the ends, and short bars only as a whole", () => {
  assert.equal(partAt(103, 100, 60, BAR), "start");
  assert.equal(partAt(155, 100, 60, BAR), "end");
  assert.equal(partAt(130, 100, 60, BAR), "all");
  assert.equal(partAt(101, 100, 12, BAR), "all");
  assert.equal(partAt(101, 100, 60, { start: "", end: "2026-12-04" }), "all");
});

test("dates are told in words, one day once", () => {
  assert.equal(words(BAR), "Mon 30 Nov to Fri 4 Dec");
  assert.equal(words({ start: "2026-12-04", end: "2026-12-04" }), "Fri 4 Dec");
});
