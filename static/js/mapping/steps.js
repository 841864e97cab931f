// What is done with chosen steps: moving, splitting, merging, copying, removing.
import { ask, mend } from "./ask.js";
import { copyStep, mergeSteps, moveSteps, removeSteps, setSteps, splitStep } from "./ops.js";

/** Ids of chosen steps in the order of the map. */
export function idsOf(room, refs) {
  return room.rows("step").filter(([ref]) => refs.includes(ref)).map(([, fields]) => fields.id);
}

/** "Triage", or "3 steps". */
export function named(room, refs) {
  return refs.length === 1 ? `“${room.value(refs[0], "name")}”` : `${refs.length} steps`;
}

/** Move chosen steps one place along the map. */
export function nudge(room, refs, direction) {
  const ids = idsOf(room, refs);
  const order = room.rows("step").map(([, fields]) => fields.id);
  const at = direction < 0 ? order.indexOf(ids[0]) : order.indexOf(ids.at(-1));
  if (!order[at + direction]) return room.announce(direction < 0 ? "It is the first step." : "It is the last step.");
  const after = direction < 0 ? (order[at - 2] ?? "") : order[at + 1];
  const place = direction < 0 ? at : at + 2 - ids.length + 1;
  return room.deed(`${named(room, refs)} moved to place ${place}`, (draft) => moveSteps(draft, ids, after));
}

/** Ask where to: the way of moving that needs neither dragging nor many presses. */
function askPlace(room, refs) {
  const ids = idsOf(room, refs);
  const others = room.rows("step").filter(([, fields]) => !ids.includes(fields.id));
  const choices = [["", "In front of all"], ...others.map(([, fields]) => [fields.id, `After “${fields.name}”`])];
  const before = room.rows("step").map(([, fields]) => fields.id);
  const now = before[before.indexOf(ids[0]) - 1] ?? "";
  ask(room, {
    title: `Move ${named(room, refs)}`, button: "Move",
    questions: [{ name: "after", label: "Where to", type: "select", value: now, choices }],
    done: ({ after }) => room.deed(`Moved ${named(room, refs)}`, (draft) => moveSteps(draft, ids, after)),
  });
}

function askSplit(room, [ref]) {
  ask(room, {
    title: `Split ${named(room, [ref])}`, button: "Split", text: "Its numbers stay with the first part; measure the others.",
    questions: [{ name: "names", label: "Names of the parts, one a line", type: "lines", value: `${room.value(ref, "name")}\n` }],
    done: ({ names }) => {
      const parts = names.split("\n").filter((name) => name.trim());
      if (parts.length < 2) throw mend("Give a name to each part, one a line; at least two.", "names");
      room.deed(`Split ${named(room, [ref])}`, (draft) => splitStep(draft, room.value(ref, "id"), parts));
    },
  });
}

/** What a merge takes: the chosen steps, or one and the one that its flow leads to. */
function mergedWith(room, refs) {
  const ids = idsOf(room, refs);
  if (ids.length > 1) return ids;
  const next = room.rows("flow").filter(([, flow]) => flow.from === ids[0] && flow.kind !== "rework" && room.byId("step", flow.to));
  return next.length === 1 ? [ids[0], next[0][1].to] : [];
}

function askMerge(room, refs) {
  const ids = mergedWith(room, refs);
  const names = ids.map((id) => room.byId("step", id)[1].name);
  ask(room, {
    title: `Merge ${names.map((name) => `“${name}”`).join(" and ")}`, button: "Merge", text: "Numbers of parts do not add up to those of the whole: measure it afresh. The wait in front stays.",
    questions: [{ name: "name", label: "Name of the whole", value: names.join(" & ") }],
    done: ({ name }) => {
      if (!name.trim()) throw mend("Type the name.", "name");
      const made = room.deed(`Merged ${names.length} steps into “${name.trim()}”`, (draft) => mergeSteps(draft, ids, name));
      if (made) room.chooseLater(made.ref);
    },
  });
}

/** Take steps away; undo stands in the message, and the step before is chosen. */
export function removeChosen(room, refs) {
  const ids = idsOf(room, refs);
  const label = `Removed ${named(room, refs)}`;
  const before = room.rows("step");
  const place = before.findIndex(([ref]) => refs.includes(ref));
  const left = before.filter(([ref]) => !refs.includes(ref));
  const done = room.deed(label, (draft) => {
    removeSteps(draft, ids);
    return true;
  });
  if (!done) return;
  room.offerUndo(label);
  room.chooseLater((left[Math.max(0, place - 1)] ?? left[0])?.[0]);
}

/** One change: the place, and with lanes the area of the lane. */
export function dropSteps(room, refs, { after, near }) {
  const ids = idsOf(room, refs);
  const order = room.rows("step").map(([, fields]) => fields.id);
  const lanes = room.svg.dataset.look ? JSON.parse(room.svg.dataset.look).lanes : false;
  const area = lanes ? (room.byId("step", near)?.[1].area ?? "") : undefined;
  const now = order[order.indexOf(ids[0]) - 1] ?? "";
  const isSame = now === after && (area === undefined || refs.every((ref) => (room.value(ref, "area") ?? "") === area));
  if (isSame) return;
  const number = order.filter((id) => !ids.includes(id)).indexOf(after) + 2;
  room.deed(`${named(room, refs)} moved to place ${number}${area ? `, ${area}` : ""}`, (draft) => moveSteps(draft, ids, after, area));
}

/** Give steps their commands. */
export function attach(room) {
  const step = { kinds: ["step"] };
  room.command({ ...step, section: 2, label: "Move left", icon: "arrow-left", keys: ["Alt+ArrowLeft"], tool: 1, many: true, run: (refs) => nudge(room, refs, -1) });
  room.command({ ...step, section: 2, label: "Move right", icon: "arrow-right", keys: ["Alt+ArrowRight"], tool: 1, many: true, run: (refs) => nudge(room, refs, 1) });
  room.command({ ...step, section: 2, label: "Move to…", icon: "move-horizontal", keys: ["Alt+M"], many: true, run: (refs) => askPlace(room, refs) });
  room.command({ ...step, section: 1, label: "Duplicate", icon: "copy", keys: ["Ctrl+D"], run: ([ref]) => room.chooseLater(room.deed(`Copied ${named(room, [ref])}`, (draft) => copyStep(draft, room.value(ref, "id")))?.ref) });
  room.command({ ...step, section: 1, label: "Split…", icon: "scissors", keys: ["x"], run: (refs) => askSplit(room, refs) });
  room.command({ ...step, section: 1, label: "Merge with the next…", icon: "git-merge", keys: ["j"], when: (refs) => mergedWith(room, refs).length > 1, run: (refs) => askMerge(room, refs) });
  room.command({ ...step, section: 1, label: "Merge these…", icon: "git-merge", keys: ["j"], several: true, tool: 5, run: (refs) => askMerge(room, refs) });
  room.command({ ...step, section: 4, label: "New row of the drawing here", icon: "rows-3", when: ([ref]) => !room.value(ref, "break_before"), run: ([ref]) => room.deed("A new row begins here", (draft) => setSteps(draft, [room.value(ref, "id")], { break_before: true })) });
  room.command({ ...step, section: 4, label: "No new row here", icon: "rows-3", when: ([ref]) => Boolean(room.value(ref, "break_before")), run: ([ref]) => room.deed("The row goes on here", (draft) => setSteps(draft, [room.value(ref, "id")], { break_before: null })) });
}
