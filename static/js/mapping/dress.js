// What the drawing needs to be worked on: a name and role for each thing on it, something wide enough to hit, and a ring.
import { RING, shape } from "./marks.js";

const IDS = /^(step|flow|information|party|note)-([0-9a-f-]{36})$/;

/** The record that a group of the drawing shows: "step/<uuid>"; null for the title, the ladder and others. */
export function refOf(id) {
  const found = IDS.exec(id);
  return found ? `${found[1]}/${found[2]}` : null;
}

/** Name every group that can be chosen, once its record is known; what is dressed already is left alone. */
export function dress(room) {
  for (const group of room.svg?.querySelectorAll(":scope > g[id]") ?? []) {
    const ref = group.id === "head" ? `map/${room.mapId}` : refOf(group.id);
    if (!ref) continue;
    group.dataset.ref = ref;
    if (!group.querySelector(".hit")) widen(group);
    if (!group.hasAttribute("aria-label") && isKnown(room, ref)) {
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", sentence(room, ref));
    }
  }
}

/** Whether the record is there, and for a line its ends too: a name made of question marks would stay. */
function isKnown(room, ref) {
  const fields = room.record(ref);
  return [fields.from, fields.to].every((end) => !end || room.byId("step", end) || room.byId("party", end)) && Object.keys(fields).length > 0;
}

/** Thin lines get an unseen wide one, so that they can be hit. */
function widen(group) {
  if (!/^(flow|information)-/.test(group.id)) return;
  for (const path of group.querySelectorAll("path.s-info, path.s-bad, path.s-ink")) {
    group.prepend(shape("path", { class: "hit", d: path.getAttribute("d") }));
  }
}

/** The rings of choice and focus, around what each group shows: all are measured before the first is drawn. */
export function ringing(room) {
  const bare = () => [...(room.svg?.querySelectorAll(":scope > [data-ref]") ?? [])].filter((group) => !group.querySelector(":scope > .ring--focus"));
  return {
    measure: () => bare().map((group) => [group, group.getBBox()]).filter(([, box]) => box.width || box.height),
    place(found) {
      for (const [group, { x, y, width, height }] of found) {
        group.append(shape("rect", { class: "ring--focus", x: x - RING, y: y - RING, width: width + 2 * RING, height: height + 2 * RING, rx: 5 }));
      }
    },
  };
}

/** A thing of the map in words: "Push from Triage to Imaging", "Supplier Referrers", "Issue: samples wait". */
export function sentence(room, ref) {
  const [kind] = ref.split("/");
  const fields = room.record(ref);
  const choice = (key) => room.datum(ref, key)?.choices?.find(([value]) => value === fields[key])?.[1] ?? "";
  const name = (id) => (room.byId("step", id) ?? room.byId("party", id))?.[1].name ?? "?";
  if (kind === "flow") return `${choice("kind") || "Push"} from ${name(fields.from)} to ${name(fields.to)}`;
  if (kind === "information") return `Information ${fields.label ? `“${fields.label}” ` : ""}from ${name(fields.from)} to ${name(fields.to)}`;
  if (kind === "party") return `${choice("kind")} ${fields.name ?? ""}`.trim();
  if (kind === "map") return `Title, demand and case family of the map ${fields.title ?? ""}`;
  if (kind === "note") return `${choice("kind") || "Note"}: ${fields.text ?? ""}`;
  return `Step ${fields.name ?? ""}`;
}
