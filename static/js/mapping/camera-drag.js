// Dragging the paper with the mouse, one or two fingers. The pointer is captured only after 6 px, so that clicks stay clicks.
const THRESHOLD = 6;

/** Whether a pointer went far enough to be a drag. */
export function isFar(from, to) {
  return Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) >= THRESHOLD;
}

/** Middle and distance of two pointers within the canvas. */
export function pinchOf([one, two], place) {
  return {
    x: (one.clientX + two.clientX) / 2 - place.left,
    y: (one.clientY + two.clientY) / 2 - place.top,
    apart: Math.max(1, Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY)),
  };
}

/** Let pointers move the paper. A part that takes a pointer for itself (dragging a step) calls preventDefault on its pointerdown. */
export function dragPaper(room) {
  const { canvas } = room;
  const down = new Map();
  let start = null;
  let last = null;
  let pinch = null;

  canvas.addEventListener("pointerdown", (event) => {
    if (event.defaultPrevented || event.target.closest("dialog, button, a, input, .menu")) return;
    if (event.pointerType === "mouse" && (event.button === 2 || (event.button === 0 && (event.shiftKey || event.target.closest("[data-ref]"))))) return;
    down.set(event.pointerId, event);
    start = last = down.size === 1 ? event : null;
    pinch = down.size === 2 ? pinchOf([...down.values()], canvas.getBoundingClientRect()) : null;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!down.has(event.pointerId)) return;
    down.set(event.pointerId, event);
    if (pinch && down.size === 2) {
      const now = pinchOf([...down.values()], canvas.getBoundingClientRect());
      room.camera.pan(now.x - pinch.x, now.y - pinch.y);
      room.camera.zoom(now.apart / pinch.apart, { x: now.x, y: now.y });
      pinch = now;
    } else if (last && (canvas.hasPointerCapture(event.pointerId) || isFar(start, event))) {
      if (!canvas.hasPointerCapture(event.pointerId)) canvas.setPointerCapture(event.pointerId);
      canvas.classList.add("is-panning");
      room.camera.pan(event.clientX - last.clientX, event.clientY - last.clientY);
      last = event;
    }
  });
  const end = (event) => {
    if (!down.delete(event.pointerId)) return;
    const moved = canvas.classList.contains("is-panning");
    canvas.classList.remove("is-panning");
    if (moved) canvas.addEventListener("click", swallow, { capture: true, once: true });
    if (moved) setTimeout(() => canvas.removeEventListener("click", swallow, { capture: true }), 50);
    pinch = start = last = null;
  };
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, end);
}

function swallow(event) {
  event.stopPropagation();
}
