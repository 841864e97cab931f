import assert from "node:assert/strict";
import test from "node:test";
import { nearest, turned } from "../../static/js/workshops/deck.js";

test("keys turn the slides on and back, and stop at both ends", () => {
  assert.deepEqual(["ArrowRight", "PageDown", " "].map((key) => turned(key, 1, 6)), [2, 2, 2]);
  assert.deepEqual(["ArrowLeft", "PageUp"].map((key) => turned(key, 1, 6)), [0, 0]);
  assert.deepEqual([turned("ArrowRight", 5, 6), turned("ArrowLeft", 0, 6)], [5, 0]);
  assert.deepEqual([turned("Home", 4, 6), turned("End", 1, 6), turned("x", 1, 6)], [0, 5, null]);
});

test("the slide whose edge is nearest to that of the screen is the present one", () => {
  assert.equal(nearest([-800, -20, 780]), 1);
  assert.equal(nearest([0, 800]), 0);
});
