// Pan and zoom. A gesture moves the drawing by a CSS transform, which is folded into the viewBox when it ends: redrawing at every frame
// would cost five times the time. What the camera looks at is kept for each person and map in this browser.
import { around, fitted, grown, opening, panned, resized, revealed, shown, STEP, transformBetween, wheelMeans, zoomed } from "./camera-math.js";
import { dragPaper } from "./camera-drag.js";
import { register } from "./keys.js";

const REST = 120;

/** Give the room its camera: get, set, fit, zoom, pan, reveal, toScreen, toSheet, setSheet. */
export function attach(room) {
  const { canvas } = room;
  const tools = room.el.querySelector("[data-zoom-tools]");
  const output = tools?.querySelector("output");
  const memory = `vsm-camera:${room.el.dataset.memory ?? ""}${room.live.user}:${room.mapId}${foldingOf(room.svg)}`;
  let sheet = boxOf(room.svg?.getAttribute("viewBox")) ?? [0, 0, 800, 400];
  let view = size();
  let rect = remembered(memory, view) ?? opening(sheet, view);
  let committed = rect;
  let frame = 0;
  let rest = 0;

  function size() {
    return { width: Math.max(1, canvas.clientWidth), height: Math.max(1, canvas.clientHeight) };
  }

  function commit() {
    clearTimeout(rest);
    rest = 0;
    committed = rect;
    const { svg } = room;
    if (svg) {
      svg.setAttribute("viewBox", rect.map((part) => part.toFixed(2)).join(" "));
      svg.style.transform = "";
      svg.style.willChange = "";
    }
    const percent = `${Math.round((view.width / rect[2]) * 100)} %`; // not while moving: a new text lays out the page at every frame
    if (output && output.textContent !== percent) output.textContent = percent;
    if (view.width > 1 && view.height > 1) remember(memory, rect); // a phone opens with the drawing put away: nobody has looked at it yet
    room.emit("camera", { rect, moving: false });
  }

  function draw(own) {
    frame = 0;
    const { svg } = room;
    if (svg) {
      svg.style.willChange = "transform";
      svg.style.transform = transformBetween(committed, rect, view);
    }
    room.emit("camera", { rect, moving: true, own });
  }

  /** Look at a rectangle; `own` says that it was this person's gesture (which ends following somebody). */
  function look(wanted, { own = true } = {}) {
    rect = wanted;
    if (!frame) frame = requestAnimationFrame(() => draw(own));
    clearTimeout(rest);
    rest = setTimeout(() => {
      if (frame) cancelAnimationFrame(frame), draw(own);
      commit();
    }, REST);
  }

  const camera = (room.camera = {
    get: () => [...rect],
    get sheet() {
      return [...sheet];
    },
    get scale() {
      return view.width / rect[2];
    },
    set: (wanted, { own = false } = {}) => look(shown(wanted, view), { own }),
    fit: () => look(fitted(sheet, view)),
    zoom: (factor, at) => look(zoomed(rect, view, (view.width / rect[2]) * factor, at)),
    natural: () => look(zoomed(rect, view, 1)),
    pan: (dx, dy) => look(panned(rect, view, dx, dy)),
    centre: (point) => look(around(point, view, view.width / rect[2])),
    /** The canvas in CSS pixels, as it was measured when it last changed. */
    get size() {
      return view;
    },
    /** Bring a group of the drawing into view. */
    reveal(group) {
      const box = room.placeOf(group);
      if (!box) return;
      const wanted = revealed(rect, [...camera.toSheet(box.left, box.top), box.width / camera.scale, box.height / camera.scale]);
      if (wanted) look(wanted, { own: false });
    },
    /** A box of the sheet as a place within the canvas, in CSS pixels. */
    toScreen: ([x, y, w, h]) => ({ left: (x - rect[0]) * camera.scale, top: (y - rect[1]) * camera.scale, width: w * camera.scale, height: h * camera.scale }),
    /** A place within the canvas as a point of the sheet. */
    toSheet: (left, top) => [rect[0] + left / camera.scale, rect[1] + top / camera.scale],
    /** The drawing has another size now ("0 0 width height"): the camera stays where it is, or goes on to show all of it. */
    setSheet(text) {
      const before = sheet;
      sheet = boxOf(text) ?? sheet;
      const wanted = rest || frame ? rect : grown(rect, before, sheet, view);
      if (wanted !== rect) {
        rect = wanted;
        return commit();
      }
      const box = committed.map((part) => part.toFixed(2)).join(" ");
      if (room.svg && room.svg.getAttribute("viewBox") !== box) room.svg.setAttribute("viewBox", box);
    },
    commit,
    measure,
  });

  /** Look from a canvas of another size. */
  function measure() {
    const now = size();
    if (now.width === view.width && now.height === view.height) return;
    const wasHidden = view.width === 1 || view.height === 1;
    rect = wasHidden ? remembered(memory, now) ?? opening(sheet, now) : resized(rect, view, now, sheet);
    view = now;
    draw(false);
    if (view.width > 1 && view.height > 1) commit();
  }

  new ResizeObserver(measure).observe(canvas);
  canvas.addEventListener("wheel", (event) => {
    if (event.target.closest("dialog, .menu")) return;
    event.preventDefault();
    const means = wheelMeans(event);
    const place = canvas.getBoundingClientRect();
    if (means.deed === "pan") camera.pan(means.dx, means.dy);
    else camera.zoom(means.factor, { x: event.clientX - place.left, y: event.clientY - place.top });
  }, { passive: false });
  dragPaper(room);
  const deeds = { in: () => camera.zoom(STEP), out: () => camera.zoom(1 / STEP), fit: camera.fit };
  if (tools) tools.hidden = false;
  tools?.addEventListener("click", (event) => deeds[event.target.closest("[data-zoom]")?.dataset.zoom]?.());
  const group = "Looking";
  register({ keys: ["+", "="], label: "Zoom in", group, run: deeds.in, isEarly: true });
  register({ keys: ["-"], label: "Zoom out", group, run: deeds.out, isEarly: true });
  register({ keys: ["0"], label: "The whole sheet", group, when: () => !room.selection?.ref, run: camera.fit, isEarly: true });
  register({ keys: ["1"], label: "Its natural size", group, when: () => !room.selection?.ref, run: camera.natural, isEarly: true });
  register({ keys: ["Ctrl+0"], label: "The whole sheet, also with a step chosen", group, run: camera.fit, isEarly: true });
  for (const [key, dx, dy] of [["ArrowLeft", 80, 0], ["ArrowRight", -80, 0], ["ArrowUp", 0, 80], ["ArrowDown", 0, -80]]) {
    register({ keys: [`Ctrl+${key}`], label: "Move the paper", group, run: () => camera.pan(dx, dy), isEarly: true });
  }
  draw(false);
  commit();
}

/** Rows and lanes of a drawing as a word: a place on one is none on another. */
function foldingOf(svg) {
  const { fold = null, lanes = false } = JSON.parse(svg?.dataset.look || "{}");
  return fold === null && !lanes ? "" : `:${fold ?? "fits"}${lanes ? ":lanes" : ""}`;
}

function boxOf(text) {
  const parts = (text ?? "").split(/[ ,]+/).map(Number);
  return parts.length === 4 && parts.every(Number.isFinite) && parts[2] > 0 && parts[3] > 0 ? parts : null;
}

function remembered(memory, view) {
  try {
    const kept = JSON.parse(localStorage.getItem(memory));
    return Array.isArray(kept) && kept.length === 4 && kept.every(Number.isFinite) ? shown(kept, view) : null;
  } catch {
    return null;
  }
}

function remember(memory, rect) {
  try {
    localStorage.setItem(memory, JSON.stringify(rect));
  } catch {
    // a browser that keeps nothing opens the whole sheet the next time
  }
}
