// Where a datum is typed in the drawing: its cells in reading order, the place and the kind of the field.
import { make } from "../core/dom.js";
import { shown } from "./statement.js";

const LEAST_HEIGHT = 12; // of a row of numbers at the smallest scale that can be read
const COARSE_HEIGHT = 24;

/** Cells of a thing that can be typed into, in reading order; those of a step with the wait in front of it first. */
export function cellsOf(room, ref) {
  const own = [...(room.group(ref)?.querySelectorAll(".cell[data-field]") ?? [])];
  const id = room.value(ref, "id");
  const entering = ref.startsWith("step/") ? room.rows("flow").filter(([, flow]) => flow.to === id && flow.kind !== "rework") : [];
  const wait = entering.length === 1 ? [...(room.group(entering[0][0])?.querySelectorAll(".cell[data-field]") ?? [])] : [];
  return [...own, ...wait].filter((cell) => room.datum(cell.dataset.rec, cell.dataset.field));
}

/** On touch and in the distance a row is too low to be hit or read: then the sheet beside the drawing is the place. */
export function isTooSmall(room, cell) {
  const { height } = room.boxOf(cell);
  return height < (matchMedia("(pointer: coarse)").matches ? COARSE_HEIGHT : LEAST_HEIGHT) * (cell.querySelectorAll("text").length > 1 ? 1 : 0.6);
}

/** The value's part of a row; all of a cell that is nothing but its value. */
export function boxFor(room, cell, datum) {
  const box = room.boxOf(cell);
  const isRow = cell.querySelectorAll("text").length === 2 && box.width > 100 * room.camera.scale;
  const width = isRow ? Math.max(box.width * 0.62, 104) : Math.max(box.width + 8, datum.stated ? 96 : 150);
  const height = Math.max(24, box.height);
  const left = isRow ? box.left + box.width - width : box.left + (box.width - width) / 2;
  const most = room.camera.size.width - width - 4;
  return { left: Math.max(4, Math.min(left, most)), top: box.top + (box.height - height) / 2, width, height };
}

/** The field in which a datum is typed: a choice for choices. */
export function inputFor(room, ref, datum, present, text) {
  if (datum.kind !== "choice") return make("input", { class: "input", autocomplete: "off", value: text ?? shown(datum, present) });
  const isRequired = room.data.kinds[ref.split("/")[0]].required.includes(datum.key);
  const choices = isRequired || datum.usual ? datum.choices : [["", "–"], ...datum.choices];
  const chosen = text ?? present ?? datum.usual ?? "";
  return make("select", { class: "select" }, ...choices.map(([value, label]) => make("option", { value, selected: value === chosen }, label)));
}
