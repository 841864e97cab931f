import assert from "node:assert/strict";
import test from "node:test";
import { readKey } from "../../static/js/workshops/agenda.js";

const DAYS = [
  { day: "mon", blocks: ["a", "b", "c"] },
  { day: "tue", blocks: ["d"] },
  { day: "wed", blocks: [] },
];

test("up and down stay within the day, and stop at its ends", () => {
  assert.deepEqual(readKey("ArrowUp", "b", DAYS), { day: "mon", before: "a" });
  assert.deepEqual(readKey("ArrowDown", "a", DAYS), { day: "mon", before: "c" });
  assert.deepEqual(readKey("ArrowDown", "b", DAYS), { day: "mon", before: "" });
  assert.equal(readKey("ArrowUp", "a", DAYS), null);
  assert.equal(readKey("ArrowDown", "c", DAYS), null);
});

test("left and right lead to the day beside, at the same place or its end", () => {
  assert.deepEqual(readKey("ArrowRight", "a", DAYS), { day: "tue", before: "d" });
  assert.deepEqual(readKey("ArrowRight", "c", DAYS), { day: "tue", before: "" });
  assert.deepEqual(readKey("ArrowRight", "d", DAYS), { day: "wed", before: "" });
  assert.deepEqual(readKey("ArrowLeft", "d", DAYS), { day: "mon", before: "a" });
  assert.equal(readKey("ArrowLeft", "a", DAYS), null);
});
