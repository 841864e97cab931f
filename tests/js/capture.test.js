import assert from "node:assert/strict";
import test from "node:test";
import { captureOp, readKind, wordsAfter } from "../../static/js/components/capture.js";
import { isTyping } from "../../static/js/core/keys.js";
import { isChanged } from "../../static/js/components/unsaved.js";

test("a first letter and a blank choose the kind", () => {
  assert.deepEqual(readKind("p room too small"), { kind: "parking_lot", text: "room too small" });
  assert.deepEqual(readKind("a HIS: hospital system"), { kind: "acronym", text: "HIS: hospital system" });
});

test("a word that begins with such a letter stays text", () => {
  assert.deepEqual(readKind("porter waits"), { kind: null, text: "porter waits" });
  assert.deepEqual(readKind("p "), { kind: null, text: "p " });
  assert.deepEqual(readKind("A patient waits"), { kind: null, text: "A patient waits" });
});

test("keys in fields and with modifiers are typing", () => {
  assert.equal(isTyping({ target: { tagName: "INPUT" } }), true);
  assert.equal(isTyping({ target: { tagName: "BODY" }, ctrlKey: true }), true);
  assert.equal(isTyping({ target: { tagName: "BODY" } }), false);
});

test("a field is changed when it differs from what was rendered", () => {
  assert.equal(isChanged({ type: "text", tagName: "INPUT", value: "a", defaultValue: "a" }), false);
  assert.equal(isChanged({ type: "checkbox", tagName: "INPUT", checked: true, defaultChecked: false }), true);
});

test("what was kept, and what was not, is said", () => {
  assert.equal(wordsAfter(204), "Kept. It is in the captures.");
  assert.equal(wordsAfter(422), "Type what was said, at most 1000 characters. A photo is a JPEG, PNG or WebP file of at most 10 MB.");
  assert.equal(wordsAfter(403), "It was not kept. Reload the page and try again.");
});

test("a line becomes one operation for the outbox; # and @ stay for the server", () => {
  const id = () => "0199";
  assert.deepEqual(captureOp({ kind: "issue", text: " p who orders at night? #4 @Omar " }, id), { k: "new", r: "capture/0199", f: { kind: "parking_lot", text: "who orders at night? #4 @Omar" } });
  assert.deepEqual(captureOp({ kind: "improvement", text: "send it to the phone" }, id), { k: "new", r: "capture/0199", f: { kind: "improvement", text: "send it to the phone" } });
  assert.equal(captureOp({ kind: "issue", text: "  " }, id), null);
});
