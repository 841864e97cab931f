import assert from "node:assert/strict";
import test from "node:test";
import { LEAST, MOST, fitScale, nextScale, scrollFor } from "../../static/js/mapping/camera.js";
import { sameShare } from "../../static/js/mapping/together.js";

test("zoom goes in steps up to its ends", () => {
  assert.equal(nextScale(1, 1), 1.2);
  assert.equal(nextScale(1.2, -1), 1);
  assert.equal(nextScale(3.9, 1), MOST);
  assert.equal(nextScale(0.26, -1), LEAST);
});

test("the whole sheet fits and is never larger than drawn", () => {
  assert.equal(fitScale({ width: 2000, height: 500 }, { width: 1000, height: 800 }), 0.5);
  assert.equal(fitScale({ width: 500, height: 1600 }, { width: 1000, height: 800 }), 0.5);
  assert.equal(fitScale({ width: 200, height: 100 }, { width: 1000, height: 800 }), 1);
  assert.equal(fitScale({ width: 90000, height: 100 }, { width: 1000, height: 800 }), LEAST);
});

test("the point under the pointer stays where it is", () => {
  const [scroll, at] = [300, 100];
  assert.equal(scrollFor(scroll, at, 1, 2), 700);
  assert.equal(scrollFor(scrollFor(scroll, at, 1, 2), at, 2, 1), scroll);
});

test("two views show the same share of their ways", () => {
  assert.equal(sameShare(50, 100, 400), 200);
  assert.equal(sameShare(0, 0, 400), 0);
});
