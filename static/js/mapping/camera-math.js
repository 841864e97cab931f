// Where one looks at the sheet: a rectangle in units of the drawing, as wide and high as the canvas is. Pure functions.
import { showsAll } from "./anchor.js";

export const LEAST = 0.08;
export const MOST = 4;
export const STEP = 1.2;
const READABLE = 0.62;
const LARGEST_FIT = 1.5;
const NARROW = 700;

/** A scale within its limits. */
export function clamp(scale) {
  return Math.min(MOST, Math.max(LEAST, scale));
}

/** The rectangle seen when `rect` of a view (pixels) is zoomed to a scale and the point at `at` (pixels) stays where it is. */
export function zoomed([x, y, w], view, scale, at = { x: view.width / 2, y: view.height / 2 }) {
  const before = view.width / w;
  const after = clamp(scale);
  return [x + at.x / before - at.x / after, y + at.y / before - at.y / after, view.width / after, view.height / after];
}

/** The rectangle after the paper was moved by pixels. */
export function panned([x, y, w, h], view, dx, dy) {
  const scale = view.width / w;
  return [x - dx / scale, y - dy / scale, w, h];
}

/** The whole sheet in the middle of the view; never blown up beyond 150 %. */
export function fitted(sheet, view, most = LARGEST_FIT) {
  const scale = clamp(Math.min(most, view.width / sheet[2], view.height / sheet[3]));
  return around([sheet[0] + sheet[2] / 2, sheet[1] + sheet[3] / 2], view, scale);
}

/** A view of this scale around a point of the sheet. */
export function around([x, y], view, scale) {
  const [w, h] = [view.width / scale, view.height / scale];
  return [x - w / 2, y - h / 2, w, h];
}

/** Where one begins, from the sheet's top: the whole sheet where it can be read and on phones, which show it as a picture; else its width, else its top left at the smallest readable scale. */
export function opening(sheet, view) {
  const [x, , ...size] = fitted(sheet, view);
  if (view.width < NARROW || view.width / size[0] >= READABLE) return [x, sheet[1], ...size];
  const scale = Math.max(READABLE, Math.min(1, view.width / sheet[2]));
  const [w, h] = [view.width / scale, view.height / scale];
  return [w >= sheet[2] ? sheet[0] + (sheet[2] - w) / 2 : sheet[0], sheet[1], w, h];
}

/** Where one looks once the sheet has grown: who saw all of it sees all again, as far as it can be read; who looks at a part looks at the same. */
export function grown(rect, before, after, view) {
  return showsAll(rect, before) && !showsAll(rect, after) ? opening(after, view) : rect;
}

/** The same place and scale in a view of another size: what was in the middle stays there. Who saw the whole sheet sees it again, as far as it can be read. */
export function resized(rect, before, after, sheet) {
  const [x, y, w, h] = rect;
  const same = around([x + w / 2, y + h / 2], after, before.width / w);
  return showsAll(rect, sheet) && !showsAll(same, sheet, 0) ? opening(sheet, after) : same;
}

/** A remembered or foreign rectangle shown whole in this view. */
export function shown([x, y, w, h], view) {
  return around([x + w / 2, y + h / 2], view, clamp(Math.min(view.width / w, view.height / h)));
}

/** The least move that brings a box (units) into the view, with a margin; null when it is in it. */
export function revealed([x, y, w, h], box, margin = 24) {
  const shift = (low, size, from, length) => {
    if (length + 2 * margin > size || from - margin < low) return from - margin - low;
    return Math.max(0, from + length + margin - low - size);
  };
  const within = (low, size, from, length) => from >= low && from + length <= low + size;
  if (within(x, w, box[0], box[2]) && within(y, h, box[1], box[3])) return null;
  const dx = within(x, w, box[0], box[2]) ? 0 : shift(x, w, box[0], box[2]);
  const dy = within(y, h, box[1], box[3]) ? 0 : shift(y, h, box[1], box[3]);
  return [x + dx, y + dy, w, h];
}

/** What a wheel event means: "zoom" by its factor, or "pan" by its way. A mouse wheel zooms; two fingers on a trackpad pan. */
export function wheelMeans({ ctrlKey, metaKey, shiftKey, deltaX, deltaY, deltaMode }) {
  const unit = deltaMode === 1 ? 16 : deltaMode === 2 ? 400 : 1;
  if (ctrlKey || metaKey) return { deed: "zoom", factor: Math.exp(-deltaY * unit * 0.01) };
  if (shiftKey) return { deed: "pan", dx: -(deltaX || deltaY) * unit, dy: 0 };
  const isTrackpad = deltaMode === 0 && (deltaX !== 0 || !Number.isInteger(deltaY) || Math.abs(deltaY) < 40);
  if (isTrackpad) return { deed: "pan", dx: -deltaX, dy: -deltaY };
  return { deed: "zoom", factor: deltaY < 0 ? STEP : 1 / STEP };
}

/** The CSS transform that makes a drawing committed at one rectangle look as seen at another. */
export function transformBetween(committed, wanted, view) {
  const [before, after] = [view.width / committed[2], view.width / wanted[2]];
  return `translate(${(committed[0] - wanted[0]) * after}px, ${(committed[1] - wanted[1]) * after}px) scale(${after / before})`;
}
