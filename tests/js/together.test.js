// Two drawings under one camera: the arithmetic.
import assert from "node:assert/strict";
import { test } from "node:test";
import { beside, between, firstScale, heightOf, joined, opened } from "../../static/js/mapping/together.js";

test("both sheets fit into one", () => {
  assert.deepEqual(joined([[0, 0, 1200, 300], [0, 0, 900, 640]]), [0, 0, 1200, 640]);
});

test("the second view looks at the same place, moved by its offset, at the same scale", () => {
  assert.deepEqual(beside([100, 20, 800, 400], [30, -10], { width: 400, height: 200 }, 0.5), [130, 10, 800, 400]);
});

test("the middles of two steps are brought to the same place", () => {
  assert.deepEqual(between({ x: 100, y: 50, width: 150, height: 120 }, { x: 300, y: 50, width: 150, height: 160 }), [200, 20]);
});

test("one begins with the whole width where it can be read, else from the left", () => {
  assert.equal(firstScale([0, 0, 2000, 500], 1000), 0.5);
  assert.equal(firstScale([0, 0, 2000, 500], 390), 0.45);
  assert.deepEqual(opened([0, 0, 800, 400], { width: 1000, height: 400 }), [-100, 0, 1000, 400]);
  assert.deepEqual(opened([0, 0, 2000, 500], { width: 1000, height: 250 }), [0, 0, 2000, 500]);
});

test("a view is as high as its sheet, within what the window has", () => {
  assert.equal(heightOf([0, 0, 2000, 800], 1000, 600), 400);
  assert.equal(heightOf([0, 0, 2000, 3000], 1000, 600), 600);
  assert.equal(heightOf([0, 0, 2000, 100], 1000, 600), 220);
});
