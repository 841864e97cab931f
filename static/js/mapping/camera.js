// Zoom of a map's drawing by its width, in steps, at a point that stays where it is. The sheet itself scrolls.
export const LEAST = 0.25;
export const MOST = 4;
const STEP = 1.2;
const READABLE = 0.65;

/** The next scale up or down. */
export function nextScale(scale, direction) {
  return Math.min(MOST, Math.max(LEAST, direction > 0 ? scale * STEP : scale / STEP));
}

/** The scale at which a whole sheet is seen, never above its natural size. */
export function fitScale(sheet, view) {
  return Math.max(LEAST, Math.min(1, view.width / sheet.width, view.height / sheet.height));
}

/** Where a view has to scroll so that the point under `at` stays under it when the scale changes. */
export function scrollFor(scroll, at, before, after) {
  return ((scroll + at) * after) / before - at;
}

/** Give the drawing inside a scrolling element its zoom: buttons, keys + - 0, Ctrl and wheel, dragging the paper. */
export function attach(canvas, tools) {
  const svg = canvas.querySelector("svg.vsm");
  if (!svg || !tools) return;
  const sheet = { width: Number(svg.getAttribute("width")), height: Number(svg.getAttribute("height")) };
  const shown = tools.querySelector("output");
  let scale = svg.getBoundingClientRect().width / sheet.width;

  function view() {
    return { width: canvas.clientWidth - 32, height: canvas.clientHeight - 24 };
  }

  function show() {
    shown.textContent = `${Math.round(scale * 100)} %`;
  }

  function zoomTo(wanted, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
    const before = scale;
    scale = wanted;
    svg.style.width = `${sheet.width * scale}px`;
    svg.style.maxWidth = "none";
    svg.style.height = "auto";
    canvas.scrollLeft = scrollFor(canvas.scrollLeft, x, before, scale);
    canvas.scrollTop = scrollFor(canvas.scrollTop, y, before, scale);
    show();
  }

  const deeds = {
    in: () => zoomTo(nextScale(scale, 1)),
    out: () => zoomTo(nextScale(scale, -1)),
    fit: () => zoomTo(fitScale(sheet, view())),
  };
  tools.hidden = false;
  tools.addEventListener("click", (event) => deeds[event.target.closest("[data-zoom]")?.dataset.zoom]?.());
  canvas.addEventListener("keydown", (event) => {
    const deed = { "+": "in", "=": "in", "-": "out", 0: "fit" }[event.key];
    if (!deed || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    deeds[deed]();
  });
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const place = canvas.getBoundingClientRect();
    zoomTo(nextScale(scale, -event.deltaY), event.clientX - place.left, event.clientY - place.top);
  }, { passive: false });
  dragPaper(canvas);
  show();
  if (!canvas.classList.contains("map-canvas--line") && fitScale(sheet, view()) >= READABLE) deeds.fit();
}

/** Dragging the empty paper with the mouse moves it; fingers scroll by themselves. */
function dragPaper(canvas) {
  let last = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && event.button === 0 && !event.target.closest("a, button, .card, .empty")) last = event;
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    canvas.scrollBy(last.clientX - event.clientX, last.clientY - event.clientY);
    last = event;
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) canvas.addEventListener(end, () => (last = null));
}
