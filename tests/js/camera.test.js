import assert from "node:assert/strict";
import test from "node:test";
import { LEAST, MOST, fitted, grown, opening, panned, resized, revealed, shown, transformBetween, wheelMeans, zoomed } from "../../static/js/mapping/camera-math.js";
import { isFar, pinchOf } from "../../static/js/mapping/camera-drag.js";

const VIEW = { width: 1000, height: 500 };
const scaleOf = (rect) => VIEW.width / rect[2];

test("the point under the pointer stays where it is, up to the ends of the scale", () => {
  const at = { x: 250, y: 100 };
  const before = [10, 20, 500, 250];
  const after = zoomed(before, VIEW, 4, at);
  const point = (rect) => [rect[0] + at.x / scaleOf(rect), rect[1] + at.y / scaleOf(rect)];
  assert.deepEqual(point(after), point(before));
  assert.equal(scaleOf(zoomed(before, VIEW, 99, at)), MOST);
  assert.equal(scaleOf(zoomed(before, VIEW, 0.001, at)), LEAST);
});

test("dragging moves the paper with the hand", () => {
  assert.deepEqual(panned([100, 100, 500, 250], VIEW, 20, -10), [90, 105, 500, 250]);
});

test("the whole sheet stands in the middle and is not blown up", () => {
  assert.deepEqual(fitted([0, 0, 2000, 500], VIEW), [0, -250, 2000, 1000]);
  assert.equal(scaleOf(fitted([0, 0, 100, 50], VIEW)), 1.5);
});

test("one begins with what can be read", () => {
  assert.deepEqual(opening([0, 0, 1000, 500], VIEW), fitted([0, 0, 1000, 500], VIEW));
  const tall = opening([0, 0, 1000, 4000], VIEW);
  assert.deepEqual(tall, [0, 0, 1000, 500]);
  assert.equal(scaleOf(opening([0, 0, 9000, 4000], VIEW)), 0.62);
});

test("a small sheet stands at the top, and who sees all of it sees all again when it grows, as far as it can be read", () => {
  assert.deepEqual(opening([0, 0, 500, 100], VIEW), [(500 - 1000 / 1.5) / 2, 0, 1000 / 1.5, 500 / 1.5]);
  const [small, large] = [[0, 0, 500, 100], [0, 0, 1000, 500]];
  assert.deepEqual(grown(opening(small, VIEW), small, large, VIEW), opening(large, VIEW));
  const [all, part] = [opening(large, VIEW), [200, 0, 200, 100]];
  assert.equal(grown(all, large, small, VIEW), all);
  assert.equal(grown(part, small, large, VIEW), part);
});

test("another size of the canvas keeps scale and middle; a foreign view is shown whole", () => {
  assert.deepEqual(resized([0, 0, 1000, 500], VIEW, { width: 500, height: 500 }, [0, 0, 2000, 1000]), [250, 0, 500, 500]);
  const lower = { width: 1000, height: 400 };
  assert.deepEqual(resized([0, 0, 1000, 500], VIEW, lower, [0, 0, 1000, 500]), opening([0, 0, 1000, 500], lower));
  const alittle = { width: 1000, height: 490 };
  assert.deepEqual(resized([0, 0, 1000, 500], VIEW, alittle, [0, 0, 1000, 500]), opening([0, 0, 1000, 500], alittle), "no edge is lost to a bar that opens above");
  assert.deepEqual(shown([0, 0, 200, 200], VIEW), [-100, 0, 400, 200]);
});

test("only what is out of view moves the camera, and no further than needed", () => {
  const rect = [0, 0, 1000, 500];
  assert.equal(revealed(rect, [100, 100, 50, 50]), null);
  assert.deepEqual(revealed(rect, [1000, 100, 50, 50]), [74, 0, 1000, 500]);
  assert.deepEqual(revealed(rect, [-50, 100, 50, 50]), [-74, 0, 1000, 500]);
});

test("a mouse wheel zooms, two fingers pan, a pinch zooms, shift goes sideways", () => {
  const wheel = { ctrlKey: false, metaKey: false, shiftKey: false, deltaX: 0, deltaY: 0, deltaMode: 0 };
  assert.deepEqual(wheelMeans({ ...wheel, deltaY: 120 }), { deed: "zoom", factor: 1 / 1.2 });
  assert.deepEqual(wheelMeans({ ...wheel, deltaY: -3, deltaMode: 1 }), { deed: "zoom", factor: 1.2 });
  assert.deepEqual(wheelMeans({ ...wheel, deltaX: 4, deltaY: 9.5 }), { deed: "pan", dx: -4, dy: -9.5 });
  assert.deepEqual(wheelMeans({ ...wheel, shiftKey: true, deltaY: 120 }), { deed: "pan", dx: -120, dy: 0 });
  assert.equal(wheelMeans({ ...wheel, ctrlKey: true, deltaY: -10 }).factor, Math.exp(0.1));
});

test("the gesture's transform puts every point where the new view has it", () => {
  const [from, to] = [[0, 0, 1000, 500], [100, 50, 500, 250]];
  assert.equal(transformBetween(from, to, VIEW), "translate(-200px, -100px) scale(2)");
});

test("six pixels make a drag; two pointers have a middle and a distance", () => {
  assert.equal(isFar({ clientX: 0, clientY: 0 }, { clientX: 5, clientY: 3 }), false);
  assert.equal(isFar({ clientX: 0, clientY: 0 }, { clientX: 6, clientY: 0 }), true);
  assert.deepEqual(pinchOf([{ clientX: 10, clientY: 10 }, { clientX: 40, clientY: 50 }], { left: 5, top: 10 }), { x: 20, y: 20, apart: 50 });
});
