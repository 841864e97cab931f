import assert from "node:assert/strict";
import test from "node:test";

globalThis.document ??= { querySelectorAll: () => [] };
const { zoneToChoose } = await import("../../static/js/accounts/time-zone.js");

test("the browser's zone is chosen when the list has it", () => {
  assert.equal(zoneToChoose(["UTC", "Europe/Berlin"], "Europe/Berlin", "UTC"), "Europe/Berlin");
});

test("a zone that the list does not have changes nothing", () => {
  assert.equal(zoneToChoose(["UTC"], "Mars/Base", "UTC"), "UTC");
  assert.equal(zoneToChoose(["UTC"], undefined, "UTC"), "UTC");
});
