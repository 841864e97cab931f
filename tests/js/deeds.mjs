// Runs deeds of ops.js for tests/mapping/test_ops.py: JSON on standard input, operation lists on standard output. Steps are given by name.
import { readFileSync } from "node:fs";
import { Draft, Refused } from "../../static/js/mapping/draft.js";
import { keyBetween } from "../../static/js/mapping/fractional.js";
import * as ops from "../../static/js/mapping/ops.js";

const input = JSON.parse(readFileSync(0, "utf8"));

/** What a deed does to a draft, its steps found by their names. */
const deeds = {
  add: (draft, id, { name, after, before, place }) => ops.addStep(draft, { name }, place ? { after: id(after), before: id(before), joinFlows: place !== "loose" } : null),
  move: (draft, id, { step, after }) => ops.moveStep(draft, id(step), id(after)),
  remove: (draft, id, { step }) => ops.removeStep(draft, id(step)),
  copy: (draft, id, { step }) => ops.copyStep(draft, id(step)),
  split: (draft, id, { step, names }) => ops.splitStep(draft, id(step), names),
  merge: (draft, id, { steps, name }) => ops.mergeSteps(draft, steps.map(id), name),
};

function run({ map, records, deeds: wanted }) {
  let held = Object.fromEntries(Object.entries(records).map(([kind, rows]) => [kind, new Map(rows.map((row) => [row.ref, row]))]));
  return wanted.map((deed) => {
    const draft = new Draft(map, (kind) => held[kind] ?? new Map());
    const id = (name) => (name ? (draft.rows("step").find((row) => row.f.name === name)?.f.id ?? name) : "");
    try {
      deeds[deed.what](draft, id, deed);
    } catch (error) {
      if (error instanceof Refused) return null;
      throw error;
    }
    held = Object.fromEntries(Object.keys(draft.lists).map((kind) => [kind, new Map(draft.rows(kind).map((row) => [row.ref, { f: row.f, revs: {} }]))]));
    return draft.ops.map(({ b, ...op }) => op); // without revisions: the same operations are sent again after an undo
  });
}

const keys = (input.keys ?? []).map(([before, after]) => keyBetween(before, after));
process.stdout.write(JSON.stringify({ keys, runs: (input.runs ?? []).map(run) }));
