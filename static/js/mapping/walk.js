// Which thing of the drawing an arrow key leads to. Pure functions over boxes {ref, left, top, width, height}.

const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];

/** The nearest box above or below (direction -1 or 1), straight ones first; null without one. */
export function vertical(boxes, from, direction) {
  const [x, y] = middle(from);
  const found = boxes
    .filter((box) => box.ref !== from.ref && (middle(box)[1] - y) * direction > Math.max(4, from.height / 4))
    .map((box) => ({ box, cost: Math.abs(middle(box)[1] - y) + 2.5 * Math.max(0, Math.abs(middle(box)[0] - x) - (box.width + from.width) / 4) }));
  return found.sort((one, two) => one.cost - two.cost)[0]?.box ?? null;
}

/** The step after or before one: along its flow where there is just one way, else in the order of the document. */
export function along(steps, flows, ref, direction) {
  const at = steps.findIndex(([key]) => key === ref);
  if (at < 0) return steps[0]?.[0] ?? null;
  const id = steps[at][1].id;
  const [near, far] = direction > 0 ? ["from", "to"] : ["to", "from"];
  const ids = new Map(steps.map(([key, fields]) => [fields.id, key]));
  const ways = flows.filter(([, flow]) => flow.kind !== "rework" && flow[near] === id && ids.has(flow[far])).map(([, flow]) => ids.get(flow[far]));
  if (ways.length === 1) return ways[0];
  return steps[at + direction]?.[0] ?? null;
}

/** The next or last of a list of refs, round the end. */
export function around(refs, ref, direction) {
  if (!refs.length) return null;
  const at = refs.indexOf(ref);
  if (at < 0) return direction > 0 ? refs[0] : refs.at(-1);
  return refs[(at + direction + refs.length) % refs.length];
}
