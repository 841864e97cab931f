// What lies over the drawing in its own units and moves with it: rings of others, counts of a pass, locks. Drawn again with each picture.
const SVG = "http://www.w3.org/2000/svg";

/** How far the ring of a thing stands off from it, in units of the sheet. */
export const RING = 4;

/** A new element of a drawing. */
export function shape(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** The box of a step, flow or cell in units of the sheet, without rings and areas to hit; null for one that is not drawn. The ring tells it, where there is one, and nothing has to be laid out. */
export function boxIn(element) {
  const drawn = [...(element?.children ?? [])].find((child) => child.classList.contains("ring--focus"));
  if (drawn) {
    const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(drawn.getAttribute(name)));
    return { x: x + RING, y: y + RING, width: width - 2 * RING, height: height - 2 * RING };
  }
  const own = [...(element?.children ?? [])].filter((child) => !/\b(hit|ring--focus|ring)\b/.test(child.getAttribute("class") ?? ""));
  const boxes = (own.length ? own : [element]).filter(Boolean).map((child) => child.getBBox()).filter((box) => box.width || box.height);
  if (!boxes.length) return null;
  const [left, top] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const [right, bottom] = [Math.max(...boxes.map((box) => box.x + box.width)), Math.max(...boxes.map((box) => box.y + box.height))];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Words on a ground of their own; the ground is as wide as the words once they are in the drawing. */
export function chip(x, y, words, name, height = 17) {
  const text = shape("text", { class: `${name}__text`, x: x + 6, y: y + height - 5 }, words);
  return shape("g", { "data-chip": name, "data-x": x, "data-y": y, "data-h": height }, text);
}

/** Give the room its marks: room.marks.set(key, () => [nodes]) and room.marks.redraw(key). */
export function attach(room) {
  const makers = new Map();
  const stale = new Set();
  let layer = null;

  function ready() {
    if (layer?.parentNode !== room.svg) {
      layer?.remove();
      layer = shape("g", { class: "marks", "aria-hidden": "true" });
    }
    if (room.svg.lastElementChild !== layer) room.svg.append(layer);
  }

  function draw(key) {
    layer.querySelector(`:scope > [data-marks="${key}"]`)?.remove();
    const nodes = makers.get(key)().filter(Boolean);
    if (nodes.length) layer.append(shape("g", { "data-marks": key }, ...nodes));
  }

  const job = {
    fill() {
      if (!room.svg) return;
      ready();
      for (const key of stale) draw(key);
      stale.clear();
    },
    measure: () => [...(layer?.querySelectorAll("[data-chip]") ?? [])].filter((chip) => chip.childElementCount === 1).map((chip) => [chip, chip.firstElementChild.getComputedTextLength() + 12]),
    place(chips) {
      for (const [chip, width] of chips) {
        const { chip: name, x, y, h: height } = chip.dataset;
        chip.prepend(shape("rect", { class: name, x, y, width, height, rx: 4 }));
      }
    },
  };

  function redraw(key) {
    if (!makers.has(key)) return;
    stale.add(key);
    room.redraw(job);
  }

  room.marks = {
    set(key, make) {
      makers.set(key, make);
      redraw(key);
    },
    redraw,
  };
  room.on("picture", () => [...makers.keys()].forEach(redraw));
}
