// A part of the sheet as others can see it too: around a thing of the map, since their drawing may be folded or laned otherwise.

/** `[dx, dy, w, h]`: where the middle of a thing lies within a part of the sheet, and how large that part is. */
export function around(rect, box) {
  return [box.x + box.width / 2 - rect[0], box.y + box.height / 2 - rect[1], rect[2], rect[3]];
}

/** The part of another drawing that shows its own box of the thing at the same place and size. */
export function placed(seen, box) {
  return [box.x + box.width / 2 - seen[0], box.y + box.height / 2 - seen[1], seen[2], seen[3]];
}

/** The name of the box that is nearest to the middle of a part of the sheet; boxes as {name: {x, y, width, height}}. */
export function nearest(rect, boxes) {
  const middle = [rect[0] + rect[2] / 2, rect[1] + rect[3] / 2];
  const far = (box) => Math.hypot(box.x + box.width / 2 - middle[0], box.y + box.height / 2 - middle[1]);
  return Object.keys(boxes).reduce((best, name) => (best === null || far(boxes[name]) < far(boxes[best]) ? name : best), null);
}

/** Whether a part of the sheet shows all of it, but for a small share at its edges; then others see all of theirs. */
export function showsAll(rect, sheet, share = 0.04) {
  const room = share * Math.max(sheet[2], sheet[3]);
  return rect[0] <= sheet[0] + room && rect[1] <= sheet[1] + room && rect[0] + rect[2] >= sheet[0] + sheet[2] - room && rect[1] + rect[3] >= sheet[1] + sheet[3] - room;
}
