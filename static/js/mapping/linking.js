// Deeds on flows, each on a Draft: connecting, branching, taking away. Nodes are named by document ids.
import { Refused } from "./draft.js";
import { connect, keyAfter } from "./leading.js";

/** A flow from one node to another. */
export function connectNodes(draft, from, to, values = {}) {
  for (const id of [from, to]) if (!draft.node(id)) throw new Refused("One end is no longer on the map.");
  return draft.make("flow", { kind: "push", ...values, from, to });
}

/** Take flows away, with the notes pinned on them. */
export function disconnect(draft, refs) {
  for (const ref of refs) if (draft.row(ref)) draft.remove(draft.row(ref));
  return true;
}

/**
 * A step on a way beside those that leave a step. `split` says whether all ways are taken or one of them; then `share` (percent) goes the
 * new way and the others keep their proportions. `into` is where the ways meet again; empty = the new way ends there.
 */
export function branchStep(draft, id, values, { split = "all", share = 50, into = "" } = {}) {
  const fork = draft.step(id);
  const leaving = draft.flows({ from: id });
  const behind = leaving.map((flow) => flow.f.to).filter((to) => draft.lists.step.some((row) => row.f.id === to));
  const ids = draft.rows("step").map((row) => row.f.id);
  const last = behind.sort((one, two) => ids.indexOf(one) - ids.indexOf(two)).at(-1) ?? id;
  const made = draft.make("step", { ...values, order_key: keyAfter(draft, last) });
  const isChoice = split === "choice";
  if ((fork.f.split ?? "all") !== split) draft.set(fork, { split: isChoice ? "choice" : null });
  if (isChoice) for (const [flow, part] of shares(leaving, 100 - share)) if (flow.f.share !== part) draft.set(flow, { share: part });
  connect(draft, id, made.f.id, isChoice ? { share } : {}, leaving.at(-1) ?? null);
  if (into) {
    if (!draft.node(into)) throw new Refused("The place where they meet is no longer on the map.");
    connect(draft, made.f.id, into);
  }
  return made;
}

/** The shares of flows that have `whole` percent together, in the proportions that they have now. */
function shares(flows, whole) {
  const now = flows.map((flow) => (typeof flow.f.share === "number" ? flow.f.share : null));
  const total = now.reduce((sum, one) => sum + (one ?? 0), 0);
  const even = now.some((one) => one === null) || !total;
  let left = whole;
  return flows.map((flow, place) => {
    const part = place === flows.length - 1 ? round(left) : round(even ? whole / flows.length : (now[place] / total) * whole);
    left -= part;
    return [flow, part];
  });
}

function round(value) {
  return Math.round(value * 10) / 10;
}
