// Two drawings under one camera: what moves or zooms one moves the other. Choosing a step brings what it became, or came from, to the
// same place in the other drawing; from there on both move together again.
import { dragPaper } from "./camera-drag.js";
import { fitted, panned, revealed, STEP, wheelMeans, zoomed } from "./camera-math.js";
import { register } from "../core/dom.js";

const READABLE = 0.45;
const LEAST_HEIGHT = 220;
const SHARE_OF_WINDOW = 0.42;
const WHOLE_WINDOW = 0.7;
const PAN = 80;

/** The sheet that holds both sheets. */
export function joined(sheets) {
  return [0, 0, Math.max(...sheets.map((sheet) => sheet[2])), Math.max(...sheets.map((sheet) => sheet[3]))];
}

/** What a view shows that looks at the same place as the first one, moved by an offset (units of the sheet). */
export function beside([x, y], [dx, dy], view, scale) {
  return [x + dx, y + dy, view.width / scale, view.height / scale];
}

/** How far apart the middles of two boxes (units) are: with that offset both stand at the same place of their views. */
export function between(from, to) {
  return [to.x + to.width / 2 - from.x - from.width / 2, to.y + to.height / 2 - from.y - from.height / 2];
}

/** At which scale one begins: the whole width, as far as it can be read, and never blown up. */
export function firstScale(sheet, width) {
  return Math.max(READABLE, Math.min(1, width / sheet[2]));
}

/** How high a view of this width is that shows a sheet at the first scale, in CSS pixels; at most so much. */
export function heightOf(sheet, width, most) {
  return Math.round(Math.min(Math.max(LEAST_HEIGHT, sheet[3] * firstScale(sheet, width)), Math.max(LEAST_HEIGHT, most)));
}

/** Where one begins: at the first scale, the sheet in the middle where it is narrower than the view, else from its left; from its top. */
export function opened(sheet, view) {
  const scale = firstScale(sheet, view.width);
  const width = view.width / scale;
  return [Math.min(0, (sheet[2] - width) / 2), 0, width, view.height / scale];
}

function attach(card) {
  const panes = [...card.querySelectorAll(".compare__map")].map((canvas) => ({ canvas, svg: canvas.querySelector("svg.vsm") })).filter((pane) => pane.svg);
  if (!panes.length) return;
  const pairs = JSON.parse(card.dataset.pairs || "{}");
  const sheets = panes.map(({ svg }) => svg.getAttribute("viewBox").split(" ").map(Number));
  const sheet = joined(sheets);
  const output = card.querySelector("[data-zoom-tools] output");
  let view;
  let rect;
  let offset = [0, 0];
  let frame = 0;

  card.classList.add("is-joined");
  for (const tools of card.querySelectorAll("[data-zoom-tools]")) tools.hidden = false;

  function measure() {
    const width = Math.max(1, panes[0].canvas.clientWidth);
    const share = card.classList.contains("compare--beside") ? WHOLE_WINDOW : SHARE_OF_WINDOW;
    const height = heightOf(sheet, width, window.innerHeight * share);
    for (const { canvas } of panes) canvas.style.height = `${height}px`;
    view = { width, height };
  }

  function draw() {
    frame = 0;
    const scale = view.width / rect[2];
    panes.forEach(({ svg }, place) => svg.setAttribute("viewBox", beside(rect, place ? offset : [0, 0], view, scale).map((part) => part.toFixed(2)).join(" ")));
    if (output) output.textContent = `${Math.round(scale * 100)} %`;
  }

  function look(wanted) {
    rect = wanted;
    if (!frame) frame = requestAnimationFrame(draw);
  }

  const camera = {
    pan: (dx, dy) => look(panned(rect, view, dx, dy)),
    zoom: (factor, at) => look(zoomed(rect, view, (view.width / rect[2]) * factor, at)),
    natural: () => look(zoomed(rect, view, 1)),
    fit() {
      offset = [0, 0];
      look(fitted(sheet, view));
    },
  };
  const deeds = { in: () => camera.zoom(STEP), out: () => camera.zoom(1 / STEP), fit: camera.fit };
  const keys = {
    "+": deeds.in, "=": deeds.in, "-": deeds.out, 0: camera.fit, 1: camera.natural,
    ArrowLeft: () => camera.pan(PAN, 0), ArrowRight: () => camera.pan(-PAN, 0),
    ArrowUp: () => camera.pan(0, PAN), ArrowDown: () => camera.pan(0, -PAN),
  };

  function bind(pane, place) {
    const { canvas } = pane;
    dragPaper({ canvas, camera });
    canvas.addEventListener("keydown", (event) => {
      const run = event.ctrlKey || event.metaKey || event.altKey ? null : keys[event.key];
      if (!run) return;
      event.preventDefault();
      run();
    });
    canvas.addEventListener("wheel", (event) => {
      const means = wheelMeans(event);
      const isOurs = event.ctrlKey || event.metaKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
      if (!isOurs) return; // the page scrolls
      event.preventDefault();
      const at = canvas.getBoundingClientRect();
      if (means.deed === "pan") camera.pan(means.dx, 0);
      else camera.zoom(means.factor, { x: event.clientX - at.left, y: event.clientY - at.top });
    }, { passive: false });
    canvas.addEventListener("scroll", () => canvas.scrollTo(0, 0)); // the browser brings what has the focus into view; the camera does that
    canvas.addEventListener("focusin", (event) => meet(pane, place, event.target.closest("a")));
    canvas.addEventListener("pointerover", (event) => mark(place, event.target.closest("a")));
    canvas.addEventListener("pointerleave", () => mark(place, null));
  }

  function partners(place, link) {
    const key = link?.getAttribute("href")?.split("#step-")[1];
    const other = panes[1 - place];
    return key && other ? (pairs[key] ?? []).map((one) => other.svg.querySelector(`a[href$="#step-${one}"]`)).filter(Boolean) : [];
  }

  function mark(place, link) {
    for (const old of card.querySelectorAll(".is-partner")) old.classList.remove("is-partner");
    for (const one of partners(place, link)) one.classList.add("is-partner");
  }

  /** A step was chosen: it comes into view, and its first partner to the same place in the other drawing. */
  function meet(pane, place, link) {
    if (!link) return;
    mark(place, link);
    const box = link.getBBox();
    const own = place ? offset : [0, 0];
    const seen = revealed(beside(rect, own, view, view.width / rect[2]), [box.x, box.y, box.width, box.height]);
    const [partner] = partners(place, link);
    const shift = seen ? [seen[0] - rect[0] - own[0], seen[1] - rect[1] - own[1]] : [0, 0];
    const apart = partner ? between(box, partner.getBBox()) : null;
    if (apart && place) [rect, offset] = [[rect[0] + shift[0] + own[0] + apart[0], rect[1] + shift[1] + own[1] + apart[1], rect[2], rect[3]], [-apart[0], -apart[1]]];
    else rect = [rect[0] + shift[0], rect[1] + shift[1], rect[2], rect[3]];
    if (apart && !place) offset = apart;
    look(rect);
  }

  panes.forEach(bind);
  card.querySelector("[data-zoom-tools]")?.addEventListener("click", (event) => deeds[event.target.closest("[data-zoom]")?.dataset.zoom]?.());
  window.addEventListener("beforeprint", () => {
    card.classList.remove("is-joined");
    panes.forEach(({ canvas, svg }, place) => {
      canvas.style.height = "";
      svg.setAttribute("viewBox", sheets[place].join(" "));
    });
  });
  window.addEventListener("afterprint", () => {
    card.classList.add("is-joined");
    measure();
    draw();
  });
  measure();
  rect = opened(sheet, view);
  draw();
  new ResizeObserver(() => {
    if (panes[0].canvas.clientWidth === view.width) return;
    const scale = view.width / rect[2];
    measure();
    look([rect[0], rect[1], view.width / scale, view.height / scale]);
  }).observe(panes[0].canvas);
}

if (globalThis.document) register("together", attach);
