import assert from "node:assert/strict";
import test from "node:test";
import { isSame } from "../../static/js/mapping/table-cells.js";
import { gridOf, optionFor } from "../../static/js/mapping/table-paste.js";

test("lines of a spreadsheet are rows, tabs part columns, its last line end is no row", () => {
  assert.deepEqual(gridOf("5 min\t95 %\r\n 1.5 h\t\r\n"), [["5 min", "95 %"], ["1.5 h", ""]]);
  assert.deepEqual(gridOf("40 min"), [["40 min"]]);
});

test("a pasted word chooses by value or label", () => {
  const options = [{ value: "", text: "–" }, { value: "va", text: "Value added" }, { value: "nva", text: "Waste" }];
  assert.equal(optionFor(options, "waste"), "nva");
  assert.equal(optionFor(options, "VA"), "va");
  assert.equal(optionFor(options, "gold"), null);
});

test("line ends as forms send them are no typing", () => {
  assert.equal(isSame("a\r\nb", "a\nb "), true);
  assert.equal(isSame("a", "b"), false);
});
