// A plus in each gap of the drawing and at each end, with which a step is added there.
import { make } from "../core/dom.js";
import { showStart, stepsOf } from "./add.js";
import { addPoints, aroundChosen } from "./gaps.js";
import { symbol } from "./menu.js";

const isPhone = () => matchMedia("(max-width: 720px)").matches;
const keyOf = ({ before, after }) => `${after}>${before}`;

/** Keep the points where the gaps are. */
export function attach(room) {
  const layer = make("div", { class: "add-points" });
  room.overlay.append(layer);

  const job = {
    measure() {
      if (!room.svg || !room.can("edit-map")) return [];
      const points = addPoints(stepsOf(room), room.rows("flow").map(([, flow]) => flow).filter((flow) => flow.kind !== "rework"));
      return isPhone() ? aroundChosen(points, room.value(room.selection.ref ?? "step/", "id")) : points;
    },
    place(points) {
      show(points);
      showStart(room);
    },
  };

  /** The points that stay keep their buttons, which only move. */
  function show(points) {
    const had = new Map([...layer.children].map((button) => [button.dataset.key, button]));
    const buttons = points.map((point) => {
      const own = had.get(keyOf(point));
      had.delete(keyOf(point));
      return moved(own ?? buttonOf(point), point);
    });
    if (buttons.length === layer.childElementCount && buttons.every((button, number) => button === layer.children[number])) return;
    const held = layer.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    layer.replaceChildren(...buttons);
    if (held) layer.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
  }

  function moved(button, { left, top, before, after }) {
    const words = before && after ? `between “${room.nodeName(after)}” and “${room.nodeName(before)}”` : before ? `before “${room.nodeName(before)}”` : `after “${room.nodeName(after)}”`;
    const label = `Add a step ${words}`;
    if (button.title !== label) {
      button.title = label;
      button.setAttribute("aria-label", label);
    }
    button.style.left = `${left}px`;
    button.style.top = `${top}px`;
    return button;
  }

  function buttonOf({ before, after }) {
    const button = make("button", { class: "add-point", type: "button", "data-key": keyOf({ before, after }), tabindex: "-1" }, symbol(room, "plus"));
    button.addEventListener("click", () => room.addAt(before ? { before } : { after }));
    return button;
  }

  const later = () => room.redraw(job);
  for (const name of ["picture", "loaded"]) room.on(name, later);
  room.on("camera", ({ moving }) => {
    layer.hidden = moving; // placing them at every frame of a gesture would cost half of it
    if (!moving) later();
  });
  room.on("select", () => isPhone() && later());
  room.live.on("perm", later);
  room.live.on("local", later);
}
