import assert from "node:assert/strict";
import test from "node:test";
import { summary as announced } from "../../static/js/mapping/announce.js";
import { clock, fieldOf } from "../../static/js/mapping/clash.js";
import { cellText, replaced } from "../../static/js/mapping/echo.js";
import { entryFor, listed, nameOf, spelled } from "../../static/js/mapping/keys.js";
import { opsOf } from "../../static/js/mapping/rail.js";
import { summary, withWords } from "../../static/js/mapping/sheet-evidence.js";
import { along, around, vertical } from "../../static/js/mapping/walk.js";

const press = (key, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });

test("a key press has one name, whatever the keyboard", () => {
  assert.equal(nameOf(press("z", { ctrlKey: true })), "Ctrl+Z");
  assert.equal(nameOf(press("Z", { metaKey: true, shiftKey: true })), "Ctrl+Shift+Z");
  assert.equal(nameOf(press("ArrowLeft", { altKey: true })), "Alt+ArrowLeft");
  assert.equal(nameOf(press("?", { shiftKey: true })), "?");
  assert.equal(nameOf(press(" ")), "Space");
});

test("the first entry that is for now takes the key; letters in either case", () => {
  const list = [{ keys: ["0"], when: () => false, id: 1 }, { keys: ["0"], when: () => true, id: 2 }, { keys: ["c"], when: () => true, id: 3 }];
  assert.equal(entryFor(list, press("0")).id, 2);
  assert.equal(entryFor(list, press("C")).id, 3);
  assert.equal(entryFor(list, press("c", { ctrlKey: true })), null);
});

test("keys are listed by group, one line for what does the same, digits as their ends", () => {
  const digits = [..."0123456789"];
  const list = [{ group: "A", label: "Zoom in", keys: ["+"] }, { group: "B", label: "Type", keys: digits }, { group: "A", label: "Zoom in", keys: ["Ctrl+="] }];
  assert.deepEqual(listed(list), [["A", [[[["+"], ["Ctrl", "="]], "Zoom in"]]], ["B", [[[["0 … 9"]], "Type"]]]]);
  assert.deepEqual(spelled("Ctrl++"), ["Ctrl", "+"]);
  assert.deepEqual(spelled("Alt+ArrowUp"), ["Alt", "↑"]);
});

const steps = ["a", "b", "c"].map((id) => [`step/${id}`, { id }]);

test("arrows follow the flow, where it parts the order of the document", () => {
  const flows = [["flow/1", { from: "a", to: "c" }], ["flow/2", { from: "c", to: "b", kind: "rework" }]];
  assert.equal(along(steps, flows, "step/a", 1), "step/c");
  assert.equal(along(steps, flows, "step/c", -1), "step/a");
  assert.equal(along(steps, [...flows, ["flow/3", { from: "a", to: "b" }]], "step/a", 1), "step/b");
  assert.equal(along(steps, [], "step/c", 1), null);
  assert.equal(along(steps, [], null, 1), "step/a");
  assert.equal(around(["x", "y"], "y", 1), "x");
  assert.equal(around([], "y", 1), null);
});

test("up and down lead to what is straight above or below first", () => {
  const box = (ref, left, top) => ({ ref, left, top, width: 100, height: 100 });
  const boxes = [box("here", 0, 300), box("straight", 10, 0), box("aside", 400, 150), box("beside", 200, 300), box("below", 0, 600)];
  assert.equal(vertical(boxes, boxes[0], -1).ref, "straight");
  assert.equal(vertical(boxes, boxes[0], 1).ref, "below");
  assert.equal(vertical(boxes, boxes[1], -1), null);
});

test("a cell shows what was typed, and what stands around a value stays", () => {
  assert.equal(cellText({ kind: "percent", stated: true }, { low: 90, likely: 94, high: 98 }), "90-98 %");
  assert.equal(cellText({ kind: "choice", choices: [["va", "Value added"]] }, "va"), "Value added");
  assert.equal(cellText({ kind: "duration", stated: true }, null), "–");
  assert.equal(replaced("×2", "2", "3"), "×3");
  assert.equal(replaced("rework 8 % · 1 h", "8 %", "9 %"), "rework 9 % · 1 h");
  assert.equal(replaced("92 % !", "92 %", "95 %"), "95 %");
  assert.equal(replaced("–", "–", "5 min"), "5 min");
});

test("only a change of one field of one record is decided on its cell", () => {
  assert.deepEqual(fieldOf([{ k: "set", r: "step/a", f: { wip: 3 } }]), { ref: "step/a", field: "wip", mine: 3 });
  assert.equal(fieldOf([{ k: "set", r: "step/a", f: { wip: 3, value: "va" } }]), null);
  assert.equal(fieldOf([{ k: "del", r: "step/a" }]), null);
  assert.equal(fieldOf([]), null);
  assert.match(clock(0), /^\d\d:\d\d$/);
});

test("an issue about a step is pinned there in the same change, if one may; anything else is only kept", () => {
  let count = 0;
  const about = { id: "tests", name: "Diagnostic tests" };
  const given = { kind: "issue", text: "waits", about, map: "m", lastKey: "h", mayPin: true };
  const [capture, note] = opsOf(given, () => `id${(count += 1)}`);
  assert.deepEqual(capture, { k: "new", r: "capture/id1", f: { kind: "issue", text: "waits", at: "Diagnostic tests" } });
  assert.deepEqual({ ...note.f, order_key: "" }, { map: "m", kind: "issue", text: "waits", at: "tests", capture: "id1", order_key: "" });
  assert.ok(note.f.order_key > "h");
  for (const other of [{ mayPin: false }, { kind: "parking_lot" }, { about: null }]) assert.equal(opsOf({ ...given, ...other }).length, 1);
});

test("how a number is known goes with the number, and away when nothing is said", () => {
  const room = { data: { evidence: [["measured", "Measured"]] } };
  assert.deepEqual(withWords("45 min", { evidence: "measured", by: "", n: 9 }), { value: "45 min", evidence: "measured", n: 9 });
  assert.equal(withWords({ value: "45 min", evidence: "measured" }, { evidence: "", by: "" }), "45 min");
  assert.deepEqual(withWords({ low: 1, likely: 2, high: 3, evidence: "estimate" }, { by: "Pia" }), { low: 1, likely: 2, high: 3, by: "Pia" });
  assert.equal(withWords(null, { by: "Pia" }), null);
  assert.equal(summary(room, { value: "45 min", evidence: "measured", by: "Pia", n: 9 }), "Measured, Pia, 9 observed");
  assert.equal(summary(room, "45 min"), "");
});

test("others' changes are summed up by who made them", () => {
  assert.equal(announced(["Fay"]), "1 change by Fay");
  assert.equal(announced(["Fay", "Omar", "Fay", "Pia"]), "4 changes by Fay, Omar and Pia");
});
