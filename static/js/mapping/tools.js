// The tools beside what is chosen: a button for each command that has one, and the menu of all behind the last.
import { make } from "../core/dom.js";
import { openFor } from "./commands.js";
import { symbol } from "./menu.js";

const GAP = 6;
const LINES = /^(flow|information|note)/;

/** Where tools of this size stand beside a box of the canvas: right, left, below, or at the edge, always within it. */
export function placeBeside(box, size, canvas) {
  const top = Math.max(4, Math.min(box.top, canvas.height - size.height - 4));
  if (box.left + box.width + GAP + size.width <= canvas.width - 4) return { left: box.left + box.width + GAP, top };
  if (box.left - GAP - size.width >= 4) return { left: box.left - GAP - size.width, top };
  return { left: Math.max(4, canvas.width - size.width - 4), top: Math.max(4, Math.min(box.top + box.height + GAP, canvas.height - size.height - 4)) };
}

/** Where a row of tools stands above a line of the drawing, else below it, within the canvas. */
export function placeAbove(box, size, canvas) {
  const left = Math.max(4, Math.min(box.left + box.width / 2 - size.width / 2, canvas.width - size.width - 4));
  const top = box.top - GAP - size.height >= 4 ? box.top - GAP - size.height : box.top + box.height + GAP;
  return { left, top: Math.max(4, Math.min(top, canvas.height - size.height - 4)) };
}

/** Where a row of tools stands below a small box, clear of the add points above it, within the canvas. */
export function placeBelow(box, size, canvas) {
  const { left } = placeAbove(box, size, canvas);
  return { left, top: Math.max(4, Math.min(box.top + box.height + GAP, canvas.height - size.height - 4)) };
}

/** Give chosen things their tools. */
export function attach(room) {
  const bar = make("div", { class: "step-tools", role: "toolbar", hidden: true });
  room.overlay.append(bar);
  let typing = false;
  let content = "";
  let isStale = true;
  let size = null;

  const job = {
    fill: () => isStale && fill(),
    measure() {
      if (!bar.hidden) size ??= { width: bar.offsetWidth, height: bar.offsetHeight };
      const group = bar.hidden ? null : room.group(room.selection.ref ?? "");
      return group && room.placeOf(group);
    },
    place,
  };
  const refill = () => {
    isStale = true;
    room.redraw(job);
  };

  function fill() {
    isStale = false;
    size = null;
    const { refs } = room.selection;
    const commands = room.commandsFor(refs);
    bar.hidden = !commands.length || typing;
    if (bar.hidden) return;
    bar.setAttribute("aria-label", refs.length > 1 ? `${refs.length} things chosen` : `Tools: ${sayOf(room, refs[0])}`);
    bar.classList.toggle("step-tools--row", LINES.test(refs[0]) || matchMedia("(max-width: 720px)").matches);
    const wanted = [...refs, ...commands.map(({ label }) => label)].join("\n");
    if (content === wanted) return; // typing ended, or a picture came: the same buttons
    content = wanted;
    const had = bar.contains(document.activeElement) ? document.activeElement.dataset.label : null;
    const tools = commands.filter((command) => command.tool).sort((one, two) => one.tool - two.tool).map((command) => buttonOf(room, command, refs));
    const more = make("button", { class: "button button--quiet button--icon", type: "button", "aria-label": "More", title: "More (M)", "aria-haspopup": "menu", "data-label": "More" }, symbol(room, "ellipsis"));
    more.addEventListener("click", () => openFor(room, { left: more.getBoundingClientRect().left, top: more.getBoundingClientRect().bottom + 2 }));
    bar.replaceChildren(...tools, more);
    if (had) [...bar.children].find((button) => button.dataset.label === had)?.focus();
  }

  function place(box) {
    if (!box) return void (bar.hidden = true);
    const isLine = LINES.test(room.selection.ref);
    const beside = isLine ? placeAbove : bar.classList.contains("step-tools--row") ? placeBelow : placeBeside;
    const { left, top } = beside(box, size, room.camera.size);
    bar.style.left = `${left}px`;
    bar.style.top = `${top}px`;
  }

  room.on("select", refill);
  room.on("picture", refill);
  room.on("camera", ({ moving }) => {
    const isUnseen = moving && !bar.contains(document.activeElement); // while the paper moves: drawing it along would take half of each frame
    bar.classList.toggle("is-unseen", isUnseen);
    if (!bar.hidden && !isUnseen) room.redraw(job, { now: true });
  });
  room.on("edit", ({ field }) => {
    typing = Boolean(field);
    refill();
  });
  room.on("busy", ({ on }) => {
    typing = on;
    refill();
  });
  room.live.on("perm", refill);
}

function sayOf(room, ref) {
  return (room.group(ref)?.getAttribute("aria-label") ?? "").split(".")[0];
}

function buttonOf(room, { label, icon, keys, run, isDanger }, refs) {
  const title = keys ? `${label} (${keys[0].replace("ArrowLeft", "←").replace("ArrowRight", "→").replace("Delete", "Del")})` : label;
  const button = make("button", { class: `button button--quiet button--icon${isDanger ? " is-danger" : ""}`, type: "button", "aria-label": label, title, "data-label": label }, symbol(room, icon));
  button.addEventListener("click", () => run(refs));
  return button;
}
