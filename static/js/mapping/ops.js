// Deeds on the steps of a map, each on a Draft: insert, move, remove, copy, split, merge. The same as mapping/services/steps.py, with
// which a test compares them. The wait in front of a step belongs to that step. Flows are led elsewhere rather than made anew, so
// that what is pinned on them stays.
import { Refused } from "./draft.js";
import { keyBetween } from "./fractional.js";
import { closeGap, connect, endOf, gather, keyAfter, lead, leadBehind, leadInFront, rechain, runsJoin } from "./leading.js";

/** @typedef {{after?: string, before?: string, joinFlows?: boolean}} Place where a step goes, by document ids; empty is in front of all */

/** A new step, in a chain led through by the flows around it; without a place it comes last. The first of a map is refused once others have one. */
export function addStep(draft, values, place = null) {
  const ids = draft.rows("step").map((row) => row.f.id);
  const { after = "", before = "", joinFlows = true } = place ?? { after: ids.at(-1) ?? "" };
  if (before) draft.step(before);
  const behind = before ? (ids[ids.indexOf(before) - 1] ?? "") : after;
  const step = draft.make("step", { ...values, order_key: keyAfter(draft, behind) }, { alone: joinFlows && !ids.length ? "map" : "" });
  if (!joinFlows) return step;
  if (before) leadInFront(draft, step.f.id, before);
  else if (after) leadBehind(draft, step.f.id, after);
  else if (ids.length) leadInFront(draft, step.f.id, ids[0]);
  return step;
}

/** The deed of adding at a place. What was put behind the last step, or on an empty map, comes behind whatever others have put there meanwhile. */
export function adding(values, where) {
  let wasLast = null;
  return (draft) => {
    const last = where.after || draft.rows("step").at(-1)?.f.id || "";
    wasLast ??= where.after ? !draft.flows({ from: where.after }).length : !where.before && !last;
    return addStep(draft, values, wasLast && last ? { after: endOf(draft, last) } : where);
  };
}

/** Put a step behind another one (empty = first). Within a chain without branches the flows follow the new order. */
export function moveStep(draft, id, after) {
  if (after === id) throw new Refused("A step cannot stand behind itself.");
  const step = draft.step(id);
  const first = draft.rows("step")[0].f.id;
  const joins = runsJoin(draft, id, after);
  draft.set(step, { order_key: keyAfter(draft, after, id) });
  if (joins) rechain(draft, id, after, first);
}

/** Take a step away with its flows and notes; its neighbours in a chain are connected. */
export function removeStep(draft, id) {
  const step = draft.step(id);
  const entering = draft.flows({ to: id });
  const leaving = draft.flows({ from: id });
  if (entering.length === 1 && leaving.length === 1) closeGap(draft, entering[0], leaving[0]);
  draft.remove(step);
}

/** A second step with the same data right behind, as an own part of the chain. */
export function copyStep(draft, id) {
  const { map, id: own, order_key: key, origin, ...values } = draft.step(id).f;
  return addStep(draft, { ...values, name: `${values.name}, copy` }, { after: id });
}

/** Turn one step into several in a row; the first keeps the numbers, the last what leaves. */
export function splitStep(draft, id, names) {
  const wanted = names.map((name) => name.trim()).filter(Boolean);
  if (wanted.length < 2) throw new Refused("Give a name to each part, one a line; at least two.");
  const step = draft.step(id);
  const { area, split } = step.f;
  const origin = step.f.origin?.length ? step.f.origin : [id];
  draft.set(step, split ? { name: wanted[0], split: null } : { name: wanted[0] });
  const leaving = draft.rows("flow").filter((row) => row.f.from === id);
  const parts = [step];
  wanted.slice(1).forEach((name, place) => {
    const last = place === wanted.length - 2 ? { split } : {};
    parts.push(draft.make("step", { name, area, origin: [...origin], ...last, order_key: keyAfter(draft, parts.at(-1).f.id) }));
  });
  for (const flow of leaving) if (flow.f.to !== id) lead(draft, flow, { from: parts.at(-1).f.id });
  for (let place = 1; place < parts.length; place += 1) connect(draft, parts[place - 1].f.id, parts[place].f.id);
  return parts;
}

/** Turn steps that follow each other into one that knows where it comes from; its numbers are to be measured afresh. */
export function mergeSteps(draft, ids, name) {
  if (ids.length < 2 || !name.trim()) throw new Refused("Choose at least two steps and give the new one a name.");
  const steps = ids.map((id) => draft.step(id));
  const { area, order_key: key } = steps[0].f;
  const origin = [...new Set(steps.flatMap((step) => (step.f.origin?.length ? step.f.origin : [step.f.id])))];
  const isChoice = steps.some((step) => step.f.split === "choice" && draft.flows({ from: step.f.id }).length);
  const made = draft.make("step", { name: name.trim(), area, order_key: key, origin, split: isChoice ? "choice" : null });
  gather(draft, new Set(ids), made.f.id);
  for (const step of steps) draft.remove(step);
  return made;
}

/** Put several steps, in their order on the map, behind another one (empty = first), and give them an area where one is named. */
export function moveSteps(draft, ids, after, area = undefined) {
  const order = draft.rows("step").map((row) => row.f.id);
  const moved = order.filter((id) => ids.includes(id));
  let behind = after;
  while (moved.includes(behind)) behind = order[order.indexOf(behind) - 1] ?? "";
  for (const id of moved) {
    const now = draft.rows("step").map((row) => row.f.id);
    if ((now[now.indexOf(id) - 1] ?? "") !== behind) moveStep(draft, id, behind);
    behind = id;
    if (area !== undefined && (draft.step(id).f.area ?? "") !== area) draft.set(draft.step(id), { area: area || null });
  }
}

/** Take several steps away as one change. */
export function removeSteps(draft, ids) {
  for (const id of ids) removeStep(draft, id);
}

/** Set the same data on several steps, as they were `seen`. */
export function setSteps(draft, ids, values, seen = null) {
  for (const id of ids) draft.set(draft.step(id), values, seen);
}

/** Move a row of a list (flow, party, information, note) one place up or down. */
export function moveRow(draft, row, up) {
  const rows = draft.rows(row.kind);
  const keys = rows.filter((one) => one !== row).map((one) => one.f.order_key);
  const place = rows.indexOf(row) + (up ? -1 : 1);
  if (place < 0 || place >= rows.length) return;
  const low = place ? keys[place - 1] : "";
  draft.set(row, { order_key: keyBetween(low, keys.slice(place).find((key) => key > low) ?? "") });
}
