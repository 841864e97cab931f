import assert from "node:assert/strict";
import test from "node:test";
import { around, nearest, placed, showsAll } from "../../static/js/mapping/anchor.js";
import { cameraOf } from "../../static/js/mapping/follow.js";
import { changed } from "../../static/js/mapping/modes.js";
import { choicesOf } from "../../static/js/mapping/past.js";
import { gapAfter } from "../../static/js/mapping/passes.js";
import { typedInto } from "../../static/js/mapping/table-people.js";
import { nearestSteps } from "../../static/js/mapping/wall.js";
import { othersOf, whereOf } from "../../static/js/live/others.js";
import { after } from "../../static/js/workshops/room-state.js";
import { addressOf, callOf, leadOf } from "../../static/js/workshops/brought.js";
import { initialsOf, shownOf } from "../../static/js/components/presence.js";

const A = { x: 100, y: 100, width: 150, height: 80 };
const B = { x: 700, y: 40, width: 150, height: 80 };

test("a part of the sheet is told around its step and found again in another drawing", () => {
  const seen = around([50, 20, 400, 300], A);
  assert.deepEqual(seen, [125, 120, 400, 300]);
  assert.deepEqual(placed(seen, A), [50, 20, 400, 300]);
  assert.deepEqual(placed(seen, B), [650, -40, 400, 300]);
});

test("the step in the middle is the one nearest to it", () => {
  assert.equal(nearest([600, 0, 400, 300], { "step/a": A, "step/b": B }), "step/b");
  assert.equal(nearest([0, 0, 10, 10], {}), null);
  assert.deepEqual(nearestSteps([600, 0, 400, 300], { "step/a": A, "step/b": B }), ["step/b", "step/a"]);
});

test("who sees the whole sheet is followed to the whole sheet", () => {
  assert.equal(showsAll([-10, -10, 1020, 520], [0, 0, 1000, 500]), true);
  assert.equal(showsAll([200, 0, 1000, 500], [0, 0, 1000, 500]), false);
});

test("the leader is followed at a tab that shows where it looks and is not hidden", () => {
  const tab = (conn, more) => ({ conn, user: "fay", st: "view", at: { map: "m" }, cam: [0, 0, 1, 1], ...more });
  const roster = [tab("wall", { cam: null }), tab("hidden", { st: "away" }), tab("room", {}), tab("other", { user: "per" })];
  assert.equal(cameraOf(roster, "fay").conn, "room");
  assert.equal(cameraOf(roster.slice(0, 2), "fay").conn, "hidden");
  assert.equal(cameraOf(roster.slice(0, 1), "fay"), null);
  assert.equal(cameraOf(roster, "gone"), null);
});

test("a person with several tabs is one, where most is done", () => {
  const roster = [
    { user: "per", name: "Per", st: "away" },
    { user: "per", name: "Per", st: "edit", at: { map: "m", r: "step/1", f: "cycle_time" } },
    { user: "me", name: "Me", st: "view" },
    { user: "fay", name: "Fay", st: "idle" },
  ];
  const live = { user: "me", roster: () => roster };
  assert.deepEqual(othersOf(live).map((person) => [person.name, person.st]), [["Fay", "idle"], ["Per", "edit"]]);
  assert.equal(othersOf(live, { withMe: true }).length, 3);
  const room = { mapId: "m", value: () => "Triage", datum: () => ({ label: "Cycle time" }) };
  assert.equal(whereOf(roster[1], room), "editing cycle time of Triage");
  assert.equal(whereOf(roster[1], { mapId: "other" }), "on another map");
  assert.equal(whereOf(roster[0]), "away");
});

test("who leads from now on is told to who leads and to who could, not to who said so", () => {
  const frame = { s: 7, u: "fay", ops: [{ k: "set", r: "workshop/w", f: { lead: "uma" } }] };
  assert.equal(leadOf(frame, "w", "uma", true), "uma");
  assert.equal(leadOf(frame, "w", "kim", true), "uma");
  assert.equal(leadOf(frame, "w", "fay", true), null);
  assert.equal(leadOf(frame, "w", "pia", false), null);
  assert.equal(leadOf({ s: 8, u: "fay" }, "w", "uma", true), null);
});

test("a call to everybody is told from the light of the wall, and from one's own", () => {
  const frame = (s, shown) => ({ s, ops: [{ k: "set", r: "workshop/w", f: { shown } }] });
  const shown = { map: "m", pass: "metrics", brought: 7, by: "fay" };
  assert.equal(callOf(frame(7, shown), "w", "per"), shown);
  assert.equal(callOf(frame(8, shown), "w", "per"), null);
  assert.equal(callOf(frame(7, shown), "w", "fay"), null);
  assert.equal(callOf({ s: 7 }, "w", "per"), null);
  assert.equal(addressOf(shown), "/maps/m/?pass=metrics#brought");
  assert.equal(addressOf({ map: "m" }), "/maps/m/?pass=none#brought");
});

test("gaps come one after the other, round and round", () => {
  const gaps = [{ r: "step/1", f: "wait" }, { r: "step/1", f: "lead_time" }, { r: "step/2", f: "wait" }];
  assert.equal(gapAfter(gaps, null), gaps[0]);
  assert.equal(gapAfter(gaps, gaps[0]), gaps[1]);
  assert.equal(gapAfter(gaps, gaps[2]), gaps[0]);
  assert.equal(gapAfter(gaps, { r: "step/9", f: "filled" }), gaps[0]);
  assert.equal(gapAfter([], gaps[0]), null);
});

test("locks come and go by operation", () => {
  assert.deepEqual(changed(["1"], { k: "add", v: "2" }), ["1", "2"]);
  assert.deepEqual(changed(["1", "2"], { k: "add", v: "2" }), ["1", "2"]);
  assert.deepEqual(changed(["1", "2"], { k: "rm", v: "1" }), ["2"]);
});

test("the history begins with what a step holds", () => {
  const groups = [["", [{ key: "name", label: "Name" }, { key: "area", label: "Area" }]], ["Times", [{ key: "cycle_time", label: "Cycle time", stated: true }]]];
  assert.deepEqual(choicesOf(groups, { name: "Triage", area: null, cycle_time: "5 min" }), [["cycle_time", "Cycle time"], ["name", "Name"], ["area", "Area"]]);
});

test("letters of people, and how many there are more", () => {
  assert.equal(initialsOf("Fay Miller"), "FM");
  assert.equal(initialsOf("per"), "Pe");
  assert.equal(initialsOf("Gwen Hughes (guest)"), "GH");
  assert.equal(initialsOf("Gwen (guest)"), "Gw");
  assert.deepEqual(shownOf(["a", "b", "c"], 2), { first: ["a", "b"], more: 1 });
});

test("a cell of the table names everybody who types into it, and nobody who only looks", () => {
  const at = { map: "m", r: "step/1", f: "wait" };
  const people = [{ name: "Pia", st: "edit", at }, { name: "Per", st: "edit", at }, { name: "Obi", st: "view", at }, { name: "Uma", st: "edit", at: { ...at, map: "n" } }];
  assert.deepEqual([...typedInto(people, "m")], [["step/1 wait", ["Pia", "Per"]]]);
});

test("a pause is told from the change that made it, and only of this workshop", () => {
  const open = { paused: false, map_locked: true };
  assert.deepEqual(after(open, [{ k: "set", r: "workshop/w", f: { paused: true } }], "w"), { paused: true, map_locked: true });
  assert.deepEqual(after(open, [{ k: "set", r: "workshop/v", f: { paused: true } }], "w"), open);
  assert.deepEqual(after(open, undefined, "w"), open);
});
