// The object that the parts of the map room share.
//
// room.el       the room's element            room.canvas   what the drawing lies in         room.overlay  HTML above the drawing
// room.svg      the drawing as it is now (it may be replaced as a whole)
// room.mapId    the map's id                  room.data     registry of data, people by id (mapping/editor.py)
// room.live     the live connection           room.can(r)   whether the person has this right now
// Parts add what others need: room.camera, room.selection, room.announce(text), room.edit(ref, field), room.sheet(ref).
// Events: select {refs, ref}, edit {ref, field, element}, picture {whole} after each change of the drawing, camera {rect, moving, own},
// mode {pass, fields}, loaded (records are there). What lies over the drawing is drawn by room.redraw(job) (frames.js).
import { makeFrames } from "./frames.js";
import { boxIn, RING } from "./marks.js";
import { remembering } from "./records.js";

/** A room over its element and a live connection. */
export function makeRoom(el, live) {
  const listeners = new Map();
  const data = JSON.parse(el.dataset.room);
  const known = remembering(live, data.map);
  const room = {
    redraw: makeFrames(),
    isLoaded: false,
    el,
    live,
    data,
    mapId: data.map,
    canvas: el.querySelector(".map-canvas"),
    overlay: el.querySelector(".map-overlay"),
    get svg() {
      return this.canvas.querySelector("svg.vsm");
    },
    can(right) {
      return live.can?.has(right) ?? false;
    },
    on(name, fn) {
      if (!listeners.has(name)) listeners.set(name, new Set());
      listeners.get(name).add(fn);
      return () => listeners.get(name).delete(fn);
    },
    /** Do something as soon as the records are there. */
    whenLoaded(run) {
      const end = room.on("loaded", () => (end(), run()));
    },
    emit(name, detail = {}) {
      for (const fn of [...(listeners.get(name) ?? [])]) {
        try {
          fn(detail);
        } catch (error) {
          console.error(error);
        }
      }
    },
    /** The datum of a field of a record, from the registry; undefined for fields that are no data (order, ends). */
    datum(ref, field) {
      const groups = data.kinds[ref.split("/")[0]]?.groups ?? [];
      return groups.flatMap(([, fields]) => fields).find((entry) => entry.key === field);
    },
    /** The fields of a record as confirmed or pending, {} for one that is not there. */
    record(ref) {
      return known.of(ref.split("/")[0]).get(ref)?.f ?? {};
    },
    /** Whether a thing is on the map: in the drawing, or added and not drawn yet. */
    has(ref) {
      return Boolean(ref) && (Boolean(this.group(ref)) || known.of(ref.split("/")[0]).has(ref));
    },
    /** The present value of one field. */
    value(ref, field) {
      return this.record(ref)[field] ?? null;
    },
    /** Records of a kind on this map as [ref, fields], in the order of the document. */
    rows(kind) {
      return [...known.rows(kind)];
    },
    /** The record of a kind that has this document id. */
    byId(kind, id) {
      return known.byId(kind).get(id) ?? null;
    },
    /** The group of a record in the drawing. */
    group(ref) {
      if (!ref) return null;
      return this.svg?.querySelector(ref.startsWith("map/") ? "#head" : `#${CSS.escape(ref.replace("/", "-"))}`) ?? null;
    },
    /** The cell of a datum in the drawing. */
    cell(ref, field) {
      return this.svg?.querySelector(`.cell[data-rec="${CSS.escape(ref)}"][data-field="${CSS.escape(field)}"]`) ?? null;
    },
    /** The place within the canvas of a group of the drawing with its ring, from where the camera looks: nothing has to be laid out for it. */
    placeOf(group) {
      const box = boxIn(group);
      return box && this.camera.toScreen([box.x - RING, box.y - RING, box.width + 2 * RING, box.height + 2 * RING]);
    },
    /** The place of an element of the drawing within the canvas, in CSS pixels. */
    boxOf(element) {
      const [outer, inner] = [this.canvas.getBoundingClientRect(), element.getBoundingClientRect()];
      return { left: inner.left - outer.left, top: inner.top - outer.top, width: inner.width, height: inner.height };
    },
    nameOf(user) {
      return data.people[user] ?? "Somebody";
    },
  };
  live.labelOf = (ref, field) => room.datum(ref, field)?.label;
  room.on("loaded", () => {
    known.forget();
    room.isLoaded = true;
  });
  return room;
}
