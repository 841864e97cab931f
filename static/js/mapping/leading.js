// How flows are led when steps come, move and go; the inner part of ops.js. Nodes are named by document ids.
import { Refused } from "./draft.js";
import { keyBetween } from "./fractional.js";

/** An order key right behind a step, or in front of all. */
export function keyAfter(draft, after, without = "") {
  const rows = draft.rows("step").filter((row) => row.f.id !== without);
  const place = after ? rows.findIndex((row) => row.f.id === after) + 1 : 0;
  if (after && !place) throw new Refused("That step is no longer on the map.");
  const low = place ? rows[place - 1].f.order_key : "";
  return keyBetween(low, rows.slice(place).find((row) => row.f.order_key > low)?.f.order_key ?? "");
}

/** Connect two nodes unless they are; right behind a flow in document order, else last. */
export function connect(draft, from, to, values = {}, behind = null, alone = "") {
  if (draft.isJoined(from, to)) return null;
  return draft.make("flow", { kind: "push", ...values, from, to, order_key: draft.keyBehind("flow", behind) }, { alone });
}

/** The step at the end of the chain that goes on from a step; the step itself where nothing leaves it, or several ways do. */
export function endOf(draft, id) {
  const seen = new Set();
  for (let at = id; !seen.has(at); ) {
    seen.add(at);
    const leaving = draft.flows({ from: at });
    const isStep = leaving.length === 1 && draft.rows("step").some((row) => row.f.id === leaving[0].f.to);
    if (!isStep) return at;
    at = leaving[0].f.to;
  }
  return id;
}

/** Lead a flow elsewhere, as it was seen; notes pinned on it stay on it. */
export function lead(draft, flow, ends, seen = null) {
  const notes = draft.rows("note").filter((note) => note.f.at === `${flow.f.from}>${flow.f.to}`);
  for (const note of notes) draft.set(note, { at: null });
  draft.set(flow, { from: ends.from || flow.f.from, to: ends.to || flow.f.to }, seen);
  for (const note of notes) draft.set(note, { at: `${flow.f.from}>${flow.f.to}` });
}

/** Whatever enters a step now enters the new one, which leads to it. */
export function leadInFront(draft, id, target) {
  const entering = draft.flows({ to: target });
  if (entering.length === 1) {
    leadBetween(draft, id, entering[0]);
    return;
  }
  for (const flow of entering) lead(draft, flow, { to: id });
  connect(draft, id, target, {}, null, "to");
}

/** before > next becomes before > step > next; where several flows leave, nobody but the team knows where the step belongs. */
export function leadBehind(draft, id, source) {
  const leaving = draft.flows({ from: source });
  if (leaving.length === 1) leadBetween(draft, id, leaving[0]);
  else if (!leaving.length) connect(draft, source, id, {}, null, "from");
}

/** The kind of a new flow beside another one of a chain. */
function kindBeside(flow) {
  return { kind: ["push", "pull"].includes(flow.f.kind) ? flow.f.kind : "push" };
}

function waiting(flow) {
  return { wait: flow.f.wait ?? null, inventory: flow.f.inventory ?? null };
}

function leadBetween(draft, id, flow) {
  const { from, to } = flow.f;
  if (draft.flows({ from }).length > 1) {
    const held = waiting(flow);
    lead(draft, flow, { to: id });
    draft.set(flow, { wait: null, inventory: null });
    connect(draft, id, to, { ...kindBeside(flow), ...held }, flow);
  } else {
    lead(draft, flow, { from: id });
    connect(draft, from, id, kindBeside(flow), flow);
  }
}

/** Connect the neighbours of a step that goes; the wait in front of the second one stays there. */
export function closeGap(draft, entering, leaving) {
  if (draft.isJoined(entering.f.from, leaving.f.to)) return;
  if (draft.flows({ from: entering.f.from }).length > 1) {
    lead(draft, entering, { to: leaving.f.to });
    draft.set(entering, waiting(leaving));
  } else lead(draft, leaving, { from: entering.f.from });
}

/** Lead the flows of a run by the new order; each keeps the step that it enters, and so its wait. */
export function rechain(draft, here, after, first) {
  const entering = draft.flows({ to: here })[0];
  const leaving = draft.flows({ from: here })[0];
  const crossed = draft.flows(after ? { from: after } : { to: first })[0];
  const [source, target] = crossed ? [crossed.f.from, crossed.f.to] : [after, after ? "" : first];
  if (here === source || here === target || (entering && entering.f.from === source)) return;
  if (entering && leaving) lead(draft, leaving, { from: entering.f.from });
  if (crossed) lead(draft, crossed, { from: here });
  const spare = entering ?? leaving;
  if (spare) lead(draft, spare, { from: source || here, to: source ? here : target });
}

/** Whether a step and the place behind another one (or in front of all) lie on one run of flows without branches. */
export function runsJoin(draft, step, after) {
  const ways = {};
  const entries = {};
  const following = {};
  const leading = {};
  for (const { f } of draft.flows()) {
    ways[f.from] = (ways[f.from] ?? 0) + 1;
    entries[f.to] = (entries[f.to] ?? 0) + 1;
    following[f.from] = f.to;
    leading[f.to] = f.from;
  }
  const first = draft.rows("step")[0].f.id;
  if (ways[step] > 1 || entries[step] > 1 || ways[leading[step]] > 1) return false;
  if (after ? ways[after] > 1 : entries[first] > 1 || ways[leading[first]] > 1) return false;
  const leads = (start, end) => {
    const seen = new Set([start]);
    for (let at = start; at !== end; seen.add(at)) {
      if (ways[at] !== 1 || entries[following[at]] > 1 || seen.has(following[at])) return false;
      at = following[at];
    }
    return start !== end;
  };
  return leads(step, after || first) || leads(after || first, step);
}

/** Lead to one step what leads to or from several; what lies between these goes with them. */
export function gather(draft, ids, made) {
  for (const kind of ["flow", "information"]) {
    for (const row of [...draft.rows(kind)]) {
      if (ids.has(row.f.from) === ids.has(row.f.to)) continue;
      const from = ids.has(row.f.from) ? made : row.f.from;
      const to = ids.has(row.f.to) ? made : row.f.to;
      if (kind === "information") draft.set(row, { from, to });
      else if (!draft.isJoined(from, to)) lead(draft, row, { from, to });
    }
  }
  for (const note of draft.rows("note")) if (ids.has(note.f.at)) draft.set(note, { at: made });
}
