import assert from "node:assert/strict";
import test from "node:test";
import { finderOf, placeOf } from "../../static/js/workshops/terms.js";

const find = finderOf([["point of care", "at the bedside"], ["POCT", "point-of-care testing"], ["IT", "the computer people"], ["C&A", "complete and accurate"]]);
const words = (text) => find(text).map(({ start, end, word }) => [text.slice(start, end), word]);

test("words of the glossary are found where they stand by themselves", () => {
  assert.deepEqual(words("The POCT, done at the point of care."), [["POCT", "POCT"], ["point of care", "point of care"]]);
  assert.deepEqual(words("POCTs and pre-POCT and POCT2"), []);
  assert.deepEqual(words("%C&A of 80 %"), [["C&A", "C&A"]]);
});

test("a word all in capitals is meant in capitals, others however they are written", () => {
  assert.deepEqual(words("it waits for IT"), [["IT", "IT"]]);
  assert.deepEqual(words("Point of Care"), [["Point of Care", "point of care"]]);
});

test("with no words nothing is found", () => {
  assert.deepEqual(finderOf([])("POCT"), []);
});

test("a tip stands below its word, above it at the end of the view, never outside", () => {
  const view = { width: 390, height: 800 };
  const tip = { width: 300, height: 60 };
  assert.deepEqual(placeOf({ top: 100, bottom: 120, left: 20 }, tip, view), { top: 126, left: 20 });
  assert.deepEqual(placeOf({ top: 760, bottom: 780, left: 350 }, tip, view), { top: 694, left: 84 });
});
