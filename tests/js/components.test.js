import assert from "node:assert/strict";
import test from "node:test";
import { isRenewed } from "../../static/js/components/autosave.js";
import { moveAddress, readDrop } from "../../static/js/components/board.js";
import { matching } from "../../static/js/components/combobox.js";
import { wordsOf } from "../../static/js/components/confirm.js";
import { tabAt } from "../../static/js/components/tabs.js";
import { themeOf } from "../../static/js/components/theme.js";
import { staysFor } from "../../static/js/components/toast.js";
import { isChanged } from "../../static/js/components/unsaved.js";
import { wantsKeys } from "../../static/js/core/keys.js";
import { looksOf, savedAt } from "../../static/js/core/status.js";

test("every typed word must begin a word of the option", () => {
  const labels = ["Fay, coach", "Per Laboratory", "Pia (triage)", "Omar"];
  assert.deepEqual(matching(labels, "p"), [1, 2]);
  assert.deepEqual(matching(labels, "lab per"), [1]);
  assert.deepEqual(matching(labels, "TRI"), [2]);
  assert.deepEqual(matching(labels, "ar"), []);
  assert.deepEqual(matching(labels, "  "), [0, 1, 2, 3]);
});

test("arrows go round the tabs, Home and End to their ends, letters nowhere", () => {
  assert.equal(tabAt("ArrowRight", 2, 3), 0);
  assert.equal(tabAt("ArrowLeft", 0, 3), 2);
  assert.equal(tabAt("Home", 2, 3), 0);
  assert.equal(tabAt("End", 0, 3), 2);
  assert.equal(tabAt("a", 0, 3), null);
});

test("a save renews revisions and first values, nothing that was typed", () => {
  assert.deepEqual(["rev_title", "p1-rev_title", "initial-title", "p1-initial-title"].map(isRenewed), [true, true, true, true]);
  assert.deepEqual(["title", "prev_title", "csrfmiddlewaretoken", "initials"].map(isRenewed), [false, false, false, false]);
});

test("a card is moved at the address beside the page of its status", () => {
  assert.equal(moveAddress("https://vsm.example/actions/7/status/?next=/workshops/1/board/"), "/actions/7/move/");
});

test("a drop names the column and the card that follows", () => {
  const column = { dataset: { column: "doing" } };
  assert.deepEqual(readDrop({ nextElementSibling: { dataset: { card: "7" } } }, column), { status: "doing", before: "7" });
  assert.deepEqual(readDrop({ nextElementSibling: null }, column), { status: "doing", before: "" });
});

test("a question has its own words, else those of the form", () => {
  assert.deepEqual(wordsOf({ title: "Remove step 2?", text: "It can be undone", label: "Remove" }), { title: "Remove step 2?", text: "It can be undone", label: "Remove" });
  assert.deepEqual(wordsOf({ confirm: "Remove Pia?" }), { title: "Remove Pia?", text: "", label: "Yes, do it" });
});

test("only light and dark override the system", () => {
  assert.equal(themeOf("dark"), "dark");
  assert.equal(themeOf("auto"), null);
  assert.equal(themeOf(undefined), null);
});

test("long messages and those with a button stay longer", () => {
  assert.equal(staysFor("Copied", false), 5000);
  assert.equal(staysFor("x".repeat(100), false), 12000);
  assert.equal(staysFor("Copied", true), 11000);
});

test("a list that chose nothing yet starts at its first option", () => {
  const option = (selected, defaultSelected) => ({ selected, defaultSelected });
  const list = (...options) => ({ tagName: "SELECT", type: "select-one", multiple: false, options });
  assert.equal(isChanged(list(option(true, false), option(false, false))), false);
  assert.equal(isChanged(list(option(false, false), option(true, false))), true);
  assert.equal(isChanged(list(option(false, true), option(true, false))), true);
  assert.equal(isChanged({ ...list(option(true, false), option(false, false)), multiple: true }), true);
});

test("the quiet states of the status have no colour", () => {
  assert.deepEqual(looksOf("saved"), { classes: ["status"], icon: "cloud-check" });
  assert.deepEqual(looksOf("offline"), { classes: ["status", "status--offline"], icon: "cloud-off" });
  assert.deepEqual(looksOf("unsaved"), { classes: ["status"], icon: "pencil" });
});

test("the time of a save has two digits each", () => {
  assert.equal(savedAt(new Date(2026, 10, 18, 9, 5)), "Saved 09:05");
});

test("keys are wanted where nothing says otherwise", () => {
  globalThis.localStorage = undefined;
  assert.equal(wantsKeys(), true);
  globalThis.localStorage = { getItem: () => "off" };
  assert.equal(wantsKeys(), false);
});
