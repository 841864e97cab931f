// Dragging from one thing to another: the handle of a step or party to what follows it, a note to where it is pinned, the label of an
// information flow along its line. The click paths are Connect to…, Pin elsewhere…, and Label nearer to the start or end.
import { make } from "../core/dom.js";
import { isDrag, mayDrag } from "./drag.js";
import { askConnect } from "./flows.js";
import { connectNodes } from "./linking.js";
import { symbol } from "./menu.js";
import { placeOf } from "./notes.js";
import { askInformation, isInformation } from "./parties.js";

/** The share of a line's length at which a point is nearest; `at(share)` gives a point of the line. */
export function nearestShare(at, point, samples = 60) {
  let best = { share: 0.5, away: Infinity };
  for (let number = 0; number <= samples; number += 1) {
    const share = number / samples;
    const { x, y } = at(share);
    const away = Math.hypot(x - point.x, y - point.y);
    if (away < best.away) best = { share, away };
  }
  return Math.round(Math.min(0.95, Math.max(0.05, best.share)) * 100) / 100;
}

/** Give the room these drags. */
export function attach(room) {
  const handle = make("button", { class: "link-handle", type: "button", hidden: true, tabindex: "-1", title: "Drag to what follows, or press for Connect to… (L)", "aria-label": "Connect to…" }, symbol(room, "link"));
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "line"));
  svg.setAttribute("class", "link-line");
  svg.setAttribute("hidden", "");
  room.overlay.append(svg, handle);
  let held = null;
  let isBusy = false;

  const job = {
    measure() {
      const [ref, ...more] = room.selection.refs;
      const isLinked = ref && !more.length && !isBusy && /^(step|party)\//.test(ref) && room.can("edit-map") && room.group(ref);
      return isLinked ? room.placeOf(room.group(ref)) : null;
    },
    place(box) {
      handle.hidden = !box;
      if (!box) return;
      handle.style.left = `${box.left + box.width / 2 - 12}px`;
      handle.style.top = `${box.top + box.height - 4}px`;
    },
  };
  const replace = () => room.redraw(job);
  for (const name of ["select", "picture"]) room.on(name, replace);
  room.on("camera", ({ moving }) => {
    handle.classList.toggle("is-unseen", moving && !held);
    if (!handle.hidden && (!moving || held)) room.redraw(job, { now: true });
  });
  room.on("busy", ({ on }) => {
    isBusy = on;
    replace();
  });
  room.live.on("perm", replace);

  /** Begin: `ref` is what is dragged, `drop(target)` what a release on a thing does, `fits(ref)` which things take it. */
  function hold(event, ref, fits, drop) {
    held = { from: event, ref, fits, drop, moving: false, target: null };
  }

  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const ref = room.selection.ref;
    hold(event, ref, (target) => target !== ref && /^(step|party)\//.test(target), (target) => connect(room, ref, target));
    handle.setPointerCapture(event.pointerId);
  });
  handle.addEventListener("click", () => {
    if (held?.moving) return;
    const { ref } = room.selection;
    if (room.value(ref, "kind") === "control") askInformation(room, null, room.value(ref, "id"));
    else askConnect(room, [ref]);
  });
  room.canvas.addEventListener("pointerdown", (event) => {
    const group = event.target.closest?.("[data-ref^='note/']");
    if (!group || !mayDrag(room, group, event)) return;
    const { ref } = group.dataset;
    hold(event, ref, (target) => /^(step|party|flow)\//.test(target), (target) => pin(room, ref, target));
  }, true);

  const pointOf = (event) => {
    const box = room.canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  window.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.from.pointerId || (!held.moving && !isDrag(held.from, event))) return;
    if (!held.moving) svg.removeAttribute("hidden");
    held.moving = true;
    const [from, to] = [pointOf(held.from), pointOf(event)];
    for (const [name, value] of Object.entries({ x1: from.x, y1: from.y, x2: to.x, y2: to.y })) line.setAttribute(name, value);
    const group = document.elementsFromPoint(event.clientX, event.clientY).map((element) => element.closest?.("[data-ref]")).find((one) => one && held.fits(one.dataset.ref));
    if (held.target !== group) held.target?.classList.remove("is-target");
    held.target = group ?? null;
    group?.classList.add("is-target");
  });
  function end(isDropped) {
    if (!held) return;
    const { moving, target, drop } = held;
    svg.setAttribute("hidden", "");
    target?.classList.remove("is-target");
    setTimeout(() => (held = null), 0);
    if (moving && isDropped && target) drop(target.dataset.ref);
  }
  window.addEventListener("pointerup", () => end(true));
  window.addEventListener("pointercancel", () => end(false));
  window.addEventListener("keydown", (event) => event.key === "Escape" && held?.moving && end(false), true);
  dragLabels(room);
}

/** A line dropped on a node: a push, with the tools of the new flow at hand, or information, whose words are asked for; where there is a flow already, that one is chosen. */
function connect(room, ref, target) {
  const [from, to] = [room.value(ref, "id"), room.value(target, "id")];
  const present = room.rows("flow").find(([, flow]) => flow.from === from && flow.to === to);
  if (present) return room.selection.set(present[0]);
  if (isInformation(room, from, to)) return askInformation(room, null, from, to);
  const made = room.deed(`Connected ${room.nodeName(from)} with ${room.nodeName(to)}`, (draft) => connectNodes(draft, from, to));
  return room.chooseLater(made?.ref);
}

function pin(room, ref, target) {
  const at = placeOf(target.split("/")[0], room.record(target));
  if (at !== room.value(ref, "at")) room.deed(`Pinned elsewhere`, (draft) => draft.change(ref, { at }));
}

/** Dragging an information flow moves its label to the nearest place of its line. */
function dragLabels(room) {
  let held = null;
  room.canvas.addEventListener("pointerdown", (event) => {
    const group = event.target.closest?.("[data-ref^='information/']");
    const path = group?.querySelector("path");
    if (path && mayDrag(room, group, event)) held = { from: event, path, ref: group.dataset.ref };
  }, true);
  window.addEventListener("pointerup", (event) => {
    if (!held) return;
    const { from, path, ref } = held;
    held = null;
    if (!isDrag(from, event)) return;
    const box = room.canvas.getBoundingClientRect();
    const [x, y] = room.camera.toSheet(event.clientX - box.left, event.clientY - box.top);
    const whole = path.getTotalLength();
    const share = nearestShare((part) => path.getPointAtLength(part * whole), { x, y });
    if (share !== room.value(ref, "label_at")) room.deed(`Label at ${Math.round(share * 100)} % of its line`, (draft) => draft.change(ref, { label_at: share }));
  });
}
