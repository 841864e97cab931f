// Choosing several: Shift and click, a frame drawn with Shift held, Shift and arrows, Ctrl+A.
import { make } from "../core/dom.js";
import { stepsOf } from "./add.js";
import { isOnMap } from "./commands.js";
import { isDrag } from "./drag.js";
import { register } from "./keys.js";

/** The rectangle between two points. */
export function frameOf(one, two) {
  return { left: Math.min(one.x, two.x), top: Math.min(one.y, two.y), width: Math.abs(one.x - two.x), height: Math.abs(one.y - two.y) };
}

/** Whether two boxes overlap. */
export function meets(one, two) {
  return one.left < two.left + two.width && two.left < one.left + one.width && one.top < two.top + two.height && two.top < one.top + one.height;
}

/** The range of refs from the first chosen one when the end moves on by one: grows away from it, shrinks towards it. */
export function extended(order, refs, direction) {
  const anchor = order.indexOf(refs[0]);
  const end = order.indexOf(refs.at(-1)) + direction;
  if (anchor < 0 || end < 0 || end >= order.length) return refs;
  const [low, high] = anchor < end ? [anchor, end] : [end, anchor];
  const range = order.slice(low, high + 1);
  return anchor <= end ? range : range.reverse();
}

/** Give the room its ways of choosing several. */
export function attach(room) {
  const order = () => room.rows("step").map(([ref]) => ref);
  const onStep = () => isOnMap(room) && Boolean(room.selection.ref?.startsWith("step/"));
  const extend = (direction) => {
    const refs = extended(order(), room.selection.refs.filter((ref) => ref.startsWith("step/")), direction);
    room.selection.set(refs);
    room.announce(refs.length === 1 ? room.value(refs[0], "name") : `${refs.length} steps chosen`);
  };
  const group = "Moving about";
  register({ keys: ["Shift+ArrowRight"], label: "Choose the next step too", group, when: onStep, run: () => extend(1) });
  register({ keys: ["Shift+ArrowLeft"], label: "Choose the step before too", group, when: onStep, run: () => extend(-1) });
  register({
    keys: ["Ctrl+A"], label: "Choose all steps", group, when: () => isOnMap(room),
    run: () => {
      room.selection.set(order(), { reveal: false });
      room.announce(`${order().length} steps chosen`);
    },
  });
  band(room);
}

/** A frame drawn with Shift held chooses the steps that it meets. */
function band(room) {
  const frame = make("div", { class: "rubber-band", hidden: true });
  room.overlay.append(frame);
  let held = null;
  const pointOf = (event) => {
    const box = room.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  room.canvas.addEventListener("pointerdown", (event) => {
    if (!event.shiftKey || event.button !== 0 || event.target.closest("dialog, button, [data-ref]")) return;
    event.preventDefault();
    held = { from: event, before: room.selection.refs };
  }, true);
  room.canvas.addEventListener("pointermove", (event) => {
    if (!held || (frame.hidden && !isDrag(held.from, event))) return;
    if (frame.hidden) room.canvas.setPointerCapture(event.pointerId);
    frame.hidden = false;
    held.box = frameOf(pointOf(held.from), pointOf(event));
    for (const side of ["left", "top", "width", "height"]) frame.style[side] = `${held.box[side]}px`;
  });
  const end = (isDone) => {
    if (!held) return;
    const { box, before } = held;
    held = null;
    frame.hidden = true;
    if (!isDone || !box) return;
    const met = stepsOf(room).filter((step) => meets(step.box, box)).map((step) => step.ref);
    room.selection.set([...new Set([...before, ...met])], { reveal: false });
    room.announce(`${room.selection.refs.length} steps chosen`);
    room.canvas.addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => room.canvas.removeEventListener("click", stop, true), 50);
  };
  room.canvas.addEventListener("pointerup", () => end(true));
  room.canvas.addEventListener("pointercancel", () => end(false));
  window.addEventListener("keydown", (event) => event.key === "Escape" && held && end(false), true);
}

function stop(event) {
  event.stopPropagation();
}
