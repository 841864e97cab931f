// What is pinned on the map, and how a step is judged: notes and kaizen bursts, value class, wastes, area.
import { ask, mend } from "./ask.js";
import { isOnMap } from "./commands.js";
import { DECIDED } from "./deeds.js";
import { register } from "./keys.js";
import { setSteps } from "./ops.js";
import { questionsOf, valuesOf } from "./questions.js";
import { idsOf, named, removeChosen } from "./steps.js";

export const WASTES = ["Waiting", "Transport", "Inventory", "Motion", "Over-production", "Over-processing", "Defects", "Unused talent"];
const FIELDS = ["kind", "text", "severity", "waste"];

/** Where something is pinned when this is chosen: its document id, `from>to` of a flow, null on the whole map. */
export function placeOf(kind, fields) {
  if (kind === "flow") return `${fields.from}>${fields.to}`;
  if (kind === "note") return fields.at ?? null;
  return kind === "step" || kind === "party" ? fields.id : null;
}

/** The wastes that are set when those of a list are ticked: what is not on the list stays. */
export function tickedWastes(present, ticked) {
  const others = (present ?? []).filter((word) => !WASTES.some((waste) => waste.toLowerCase() === word.toLowerCase()));
  const all = [...WASTES.filter((waste) => ticked.includes(waste)), ...others];
  return all.length ? all : null;
}

function placeName(room, at) {
  if (!at) return "the whole map";
  const [from, to] = at.split(">");
  return to ? `${room.nodeName(from)} → ${room.nodeName(to)}` : room.nodeName(from);
}

function places(room) {
  const flows = room.rows("flow").map(([, flow]) => [`${flow.from}>${flow.to}`, `${room.nodeName(flow.from)} → ${room.nodeName(flow.to)}`]);
  return [["", "The whole map"], ...room.nodeChoices(), ...flows];
}

/** Ask for a note: a new one at a place, or the data of one that is there. */
function askNote(room, ref, at = null, kind = "issue") {
  const fields = FIELDS.map((key) => room.datum("note/", key));
  const present = ref ? room.record(ref) : { kind };
  const seen = ref && room.seen([ref]);
  ask(room, {
    title: ref ? `Note on ${placeName(room, present.at)}` : `Note on ${placeName(room, at)}`, button: ref ? "Save" : "Pin it",
    questions: questionsOf(fields, present, () => undefined, ["kind"]).sort((one, two) => FIELDS.indexOf(one.name) - FIELDS.indexOf(two.name)).map((question) => (question.name === "kind" ? { ...question, type: "select" } : question)).sort((one, two) => (one.name === "text" ? -1 : two.name === "text" ? 1 : 0)),
    done: (typed) => {
      if (!typed.text.trim()) throw mend("Type what you saw.", "text");
      const values = valuesOf(fields, typed, ref ? present : {}, ["kind", "text"]);
      if (!Object.keys(values).length) return;
      room.deed(ref ? "Changed the note" : `Pinned on ${placeName(room, at)}`, (draft) => (ref ? draft.change(ref, values, seen) : draft.make("note", { ...values, at })));
    },
  });
}

function askNotePlace(room, [ref]) {
  const seen = room.seen([ref]);
  ask(room, {
    title: "Pin the note elsewhere", button: "Move",
    questions: [{ name: "at", label: "Where", type: "select", value: room.value(ref, "at") ?? "", choices: places(room) }],
    done: ({ at }) => (room.value(ref, "at") ?? "") !== at && room.deed(`Pinned on ${placeName(room, at)}`, (draft) => draft.change(ref, { at: at || null }, seen), DECIDED),
  });
}

function removeNotes(room, refs) {
  const label = refs.length > 1 ? `Removed ${refs.length} notes` : "Removed the note";
  const done = room.deed(label, (draft) => {
    for (const ref of refs) if (draft.row(ref)) draft.remove(draft.row(ref));
    return true;
  });
  if (done) room.offerUndo(label);
}

/** Choose the value class of steps from a menu; its letters choose, too. */
function askClass(room, refs) {
  const box = room.group(refs.at(-1)).getBoundingClientRect();
  const seen = room.seen(refs);
  const present = refs.length === 1 ? (room.value(refs[0], "value") ?? "") : null;
  const choices = [...room.datum("step/", "value").choices, ["", "Not classed"]];
  const items = choices.map(([value, label]) => ({
    label, icon: "tag", checked: value === present,
    run: () => room.deed(`${named(room, refs)}: ${label.toLowerCase()}`, (draft) => setSteps(draft, idsOf(room, refs), { value: value || null }, seen)),
  }));
  room.menu(items, { left: box.left, top: box.bottom + 4 }, "Class");
}

function askWastes(room, refs) {
  const seen = room.seen(refs);
  const present = refs.map((ref) => room.value(ref, "wastes") ?? []);
  const has = (waste) => present.every((words) => words.some((word) => word.toLowerCase() === waste.toLowerCase()));
  ask(room, {
    title: `Wastes at ${named(room, refs)}`, button: "Save",
    questions: WASTES.map((waste) => ({ name: waste, label: waste, type: "check", value: has(waste) })),
    done: (typed) => {
      const ticked = WASTES.filter((waste) => typed[waste]);
      room.deed(`Wastes at ${named(room, refs)}`, (draft) => {
        for (const id of idsOf(room, refs)) {
          const wastes = tickedWastes(draft.step(id).f.wastes, ticked);
          if (JSON.stringify(wastes) !== JSON.stringify(draft.step(id).f.wastes ?? null)) draft.set(draft.step(id), { wastes }, seen);
        }
      });
    },
  });
}

function askArea(room, refs) {
  const seen = room.seen(refs);
  const areas = [...new Set(room.rows("step").map(([, fields]) => fields.area).filter(Boolean))];
  ask(room, {
    title: `Area of ${named(room, refs)}`, button: "Save",
    questions: [{ name: "area", label: "Department or team", value: refs.length === 1 ? (room.value(refs[0], "area") ?? "") : "", suggest: areas, hint: "Its lane on the map; it has to be represented in the team." }],
    done: ({ area }) => room.deed(`${named(room, refs)}: ${area.trim() || "no area"}`, (draft) => setSteps(draft, idsOf(room, refs), { area: area.trim() || null }, seen)),
  });
}

/** Give notes their commands, and everything else those that pin and judge. */
export function attach(room) {
  room.askNote = (at, kind) => askNote(room, null, at, kind);
  room.askWastes = (refs) => askWastes(room, refs);
  const pin = ([ref]) => askNote(room, null, placeOf(ref.split("/")[0], room.record(ref)));
  const note = { kinds: ["note"] };
  const step = { kinds: ["step"], many: true };
  room.command({ kinds: ["step", "flow", "party"], section: 4, label: "Pin an issue or note…", icon: "triangle-alert", keys: ["n"], tool: 4, run: pin });
  room.command({ ...note, section: 0, label: "Change…", icon: "square-pen", keys: ["Shift+E"], tool: 1, run: ([ref]) => askNote(room, ref) });
  room.command({ ...note, section: 2, label: "Pin elsewhere…", icon: "move-horizontal", keys: ["Alt+M"], tool: 2, run: (refs) => askNotePlace(room, refs) });
  room.command({ ...note, section: 5, label: "Remove", icon: "trash-2", keys: ["Delete", "Backspace"], isDanger: true, tool: 9, many: true, run: (refs) => removeNotes(room, refs) });
  room.command({ ...step, section: 4, label: "Class…", icon: "tag", keys: ["v"], run: (refs) => askClass(room, refs) });
  room.command({ ...step, section: 4, label: "Wastes…", icon: "scale", keys: ["Shift+W"], run: (refs) => askWastes(room, refs) });
  room.command({ ...step, section: 4, label: "Area…", icon: "users", keys: ["o"], run: (refs) => askArea(room, refs) });
  room.command({ ...step, many: false, section: 5, label: "Remove", icon: "trash-2", keys: ["Delete", "Backspace"], isDanger: true, run: (refs) => removeChosen(room, refs) });
  room.command({ ...step, section: 5, label: "Remove these", icon: "trash-2", keys: ["Delete", "Backspace"], isDanger: true, several: true, tool: 9, run: (refs) => removeChosen(room, refs) });
  register({ keys: ["n"], label: "Pin a note on the whole map", group: "Building the map", when: () => room.can("edit-map") && !room.selection.ref && isOnMap(room), run: () => askNote(room, null) });
}
