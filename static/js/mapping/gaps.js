// Where a step can be added, from the boxes of the steps as they are drawn. Pure functions over boxes {left, top, width, height}.
const HALF = 12;

const middle = (box) => [box.left + box.width / 2, box.top + box.height / 2];

/**
 * Add points of a drawing: in front of the first step of each run, in each gap, behind each end, just above the boxes' upper edge, clear of the arrows at any scale. `steps` are [{id, name, box}] in document
 * order, `flows` [{from, to}] without rework. A point names the steps that it lies between; a gap between rows gets its point at the row's end.
 */
export function addPoints(steps, flows) {
  const boxes = new Map(steps.map((step) => [step.id, step.box]));
  const ways = (end, id) => flows.filter((flow) => flow[end] === id);
  const points = [];
  const at = (x, y, before, after) => points.push({ left: x - HALF, top: y - 2 * HALF, before, after });
  for (const { id, box } of steps) {
    const y = box.top;
    const entering = ways("to", id).filter((flow) => boxes.has(flow.from));
    if (!entering.length) at(box.left - 28, y, id, "");
    const leaving = ways("from", id).filter((flow) => boxes.has(flow.to));
    if (!leaving.length) at(box.left + box.width + 28, y, "", id);
    for (const flow of leaving) {
      const to = boxes.get(flow.to);
      const isBeside = Math.abs(middle(to)[1] - middle(box)[1]) < box.height / 2 && to.left > box.left + box.width;
      const onBranch = leaving.length > 1;
      const x = isBeside ? (box.left + box.width + to.left) / 2 : onBranch ? to.left - 28 : box.left + box.width + 28;
      at(x, onBranch ? to.top : y, flow.to, onBranch ? "" : id);
    }
  }
  return points;
}

/** On a phone the drawing is small and a finger wide: only the points beside the chosen step, whose document id this is. */
export function aroundChosen(points, id) {
  return id ? points.filter(({ before, after }) => before === id || after === id) : [];
}

/** Where a dragged step would be put: behind which step, by the pointer; `ids` are being dragged. */
export function dropPlace(steps, point, ids) {
  const others = steps.filter((step) => !ids.includes(step.id));
  if (!others.length) return null;
  const rows = rowsOf(others);
  const away = (row) => Math.max(0, row.top - point.y, point.y - row.bottom);
  const row = rows.reduce((best, one) => (away(one) < away(best) ? one : best));
  const next = row.steps.find((step) => point.x < middle(step.box)[0]);
  const last = row.steps.at(-1);
  const line = next ? { x: next.box.left - 8, top: next.box.top, height: next.box.height } : { x: last.box.left + last.box.width + 8, top: last.box.top, height: last.box.height };
  if (!next) return { after: last.id, near: last.id, line };
  const place = steps.filter((step) => !ids.includes(step.id)).findIndex((step) => step.id === next.id);
  return { after: others[place - 1]?.id ?? "", near: next.id, line };
}

/** Steps by rows of the drawing, each row from left to right. */
export function rowsOf(steps) {
  const rows = [];
  for (const step of [...steps].sort((one, two) => one.box.top - two.box.top)) {
    const row = rows.find((one) => step.box.top < one.bottom - step.box.height / 2);
    if (row) {
      row.steps.push(step);
      row.bottom = Math.max(row.bottom, step.box.top + step.box.height);
    } else rows.push({ top: step.box.top, bottom: step.box.top + step.box.height, steps: [step] });
  }
  for (const row of rows) row.steps.sort((one, two) => one.box.left - two.box.left);
  return rows;
}
