// Dragging steps to another place or lane, and lines from one thing to another. Nothing is taken hold of before the pointer has moved
// 6 px, so that clicks stay clicks; Esc puts everything back; the drop is one change. Every drag has its command (Move to…, Connect to…).
import { make } from "../core/dom.js";
import { stepsOf } from "./add.js";
import { dropPlace } from "./gaps.js";
import { dropSteps, idsOf } from "./steps.js";

export const THRESHOLD = 6;
const EDGE = 48;
const SPEED = 14;

/** Whether a pointer has moved far enough to be a drag. */
export function isDrag(from, to) {
  return Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) >= THRESHOLD;
}

/** Whether a press on a thing may become its drag: with a finger only once it is chosen, so that fingers move the paper elsewhere. */
export function mayDrag(room, group, event) {
  if (event.button !== 0 || event.shiftKey || !room.can("edit-map")) return false;
  if (event.pointerType === "mouse") return true;
  if (!room.selection.refs.includes(group.dataset.ref)) return false;
  event.preventDefault(); // the camera leaves this pointer alone
  return true;
}

/** How far to pan at one frame when a pointer is near the edge of the canvas. */
export function edgePan(point, canvas) {
  const one = (at, size) => (at < EDGE ? SPEED * (1 - Math.max(0, at) / EDGE) : at > size - EDGE ? -SPEED * (1 - Math.max(0, size - at) / EDGE) : 0);
  return { dx: one(point.x, canvas.width), dy: one(point.y, canvas.height) };
}

/** Give steps their drag. */
export function attach(room) {
  const line = make("div", { class: "drop-line", hidden: true });
  room.overlay.append(line);
  let held = null;

  room.canvas.addEventListener("pointerdown", (event) => {
    const group = event.target.closest?.("[data-ref^='step/']");
    if (!group || event.target.closest("dialog, button") || !mayDrag(room, group, event)) return;
    const chosen = room.selection.refs.includes(group.dataset.ref) ? room.selection.refs : [group.dataset.ref];
    held = { from: event, last: event, refs: chosen.filter((ref) => ref.startsWith("step/")), moving: false };
  }, true);

  function take(event) {
    held.moving = true;
    room.canvas.setPointerCapture(event.pointerId);
    held.rect = room.camera.get();
    raise();
    room.canvas.classList.add("is-dragging");
    room.emit("busy", { on: true });
    held.frame = requestAnimationFrame(step);
  }

  /** Lift what is dragged above the rest, and look where the others stand: at the start, and when a new picture comes meanwhile. */
  function raise() {
    held.groups = held.refs.map((ref) => room.group(ref)).filter(Boolean);
    held.back = held.groups.map((group) => group.nextSibling);
    held.ids = idsOf(room, held.refs);
    held.steps = stepsOf(room).map((step) => ({ ...step, box: onSheet(room, step.box) }));
    for (const group of held.groups) {
      group.classList.add("is-dragged");
      group.parentNode.append(group);
    }
  }
  room.on("picture", () => held?.moving && raise());

  /** One frame: the group follows the pointer, the line shows the place, the paper moves at the edge. */
  function step() {
    if (!held?.moving) return;
    const box = room.canvas.getBoundingClientRect();
    const point = { x: held.last.clientX - box.left, y: held.last.clientY - box.top };
    const { dx, dy } = edgePan(point, box);
    if (dx || dy) room.camera.pan(dx, dy);
    const now = room.camera.get();
    const scale = room.camera.scale;
    const x = (held.last.clientX - held.from.clientX) / scale + now[0] - held.rect[0];
    const y = (held.last.clientY - held.from.clientY) / scale + now[1] - held.rect[1];
    for (const group of held.groups) group.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    const [left, top] = room.camera.toSheet(point.x, point.y);
    held.place = dropPlace(held.steps, { x: left, y: top }, held.ids);
    show(held.place);
    held.frame = requestAnimationFrame(step);
  }

  function show(place) {
    line.hidden = !place;
    if (!place) return;
    const { left, top, height } = room.camera.toScreen([place.line.x, place.line.top, 0, place.line.height]);
    Object.assign(line.style, { left: `${left - 2}px`, top: `${top - 6}px`, height: `${height + 12}px` });
  }

  function end(isDropped) {
    if (!held) return;
    const { moving, groups, back, refs, place, frame } = held;
    held = null;
    if (!moving) return;
    cancelAnimationFrame(frame);
    line.hidden = true;
    room.canvas.classList.remove("is-dragging");
    groups.forEach((group, number) => {
      group.classList.remove("is-dragged");
      group.removeAttribute("transform");
      if (group.isConnected) group.parentNode.insertBefore(group, back[number]?.parentNode === group.parentNode ? back[number] : null);
    });
    window.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => window.removeEventListener("click", swallow, true), 50);
    room.emit("busy", { on: false });
    room.selection.set(refs, { reveal: false });
    if (isDropped && place) dropSteps(room, refs, place);
  }

  room.canvas.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.from.pointerId) return;
    held.last = event;
    if (!held.moving && isDrag(held.from, event)) take(event);
    if (held.moving) event.stopPropagation();
  }, true);
  room.canvas.addEventListener("pointerup", (event) => held?.from.pointerId === event.pointerId && end(true), true);
  room.canvas.addEventListener("pointercancel", () => end(false), true);
  room.canvas.addEventListener("lostpointercapture", () => held?.moving && end(false), true);
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !held?.moving) return;
    event.preventDefault();
    event.stopPropagation();
    end(false);
  }, true);
}

/** A box of the canvas in units of the sheet, which stay when the paper moves. */
function onSheet(room, box) {
  const [left, top] = room.camera.toSheet(box.left, box.top);
  return { left, top, width: box.width / room.camera.scale, height: box.height / room.camera.scale };
}

function swallow(event) {
  event.stopPropagation();
  event.preventDefault();
}
