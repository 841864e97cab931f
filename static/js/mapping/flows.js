// Flows of items: connecting, kinds with their wait, inventory, share and maximum, branches, joining again, rework.
import { ask, mend } from "./ask.js";
import { askBranch } from "./branching.js";
import { isOnMap } from "./commands.js";
import { DECIDED } from "./deeds.js";
import { register } from "./keys.js";
import { lead } from "./leading.js";
import { connectNodes, disconnect } from "./linking.js";
import { questionsOf, valuesOf } from "./questions.js";

/** Which data a kind of flow has. */
export const OF_KIND = {
  push: ["wait", "inventory", "share", "label"],
  pull: ["wait", "inventory", "max", "share", "label"],
  fifo: ["wait", "inventory", "max", "share", "label"],
  supermarket: ["wait", "inventory", "max", "share", "label"],
  transport: ["mode", "wait", "inventory", "share", "label"],
  rework: ["share", "wait", "label"],
};

/** Flows leaving the same node, this one left out; rework is none of them. */
export function siblings(room, flow) {
  return room.rows("flow").filter(([, one]) => one.from === flow.from && one.kind !== "rework" && one.to !== flow.to);
}

/** Ask for kind, data and ends of a flow that is there. */
export function editFlow(room, [ref]) {
  const flow = room.record(ref);
  const seen = room.seen([ref]);
  const isShared = siblings(room, flow).length > 0;
  const when = (key) => (values) => (OF_KIND[values.kind || "push"].includes(key) && (key !== "share" || values.kind === "rework" || isShared)) || key === "kind";
  const fields = ["kind", "wait", "inventory", "max", "share", "mode", "label"].map((key) => room.datum(ref, key));
  ask(room, {
    title: `${room.nodeName(flow.from)} → ${room.nodeName(flow.to)}`, button: "Save",
    questions: [...questionsOf(fields, flow, when), ...ENDS.map(([name, label]) => ({ name, label, type: "select", value: flow[name], choices: room.nodeChoices() }))],
    done: (typed) => {
      const values = valuesOf(fields, typed, flow);
      const kind = values.kind ?? flow.kind ?? "push";
      checkShare(values.share ?? flow.share, kind);
      const isLed = ENDS.some(([name]) => typed[name] !== flow[name]);
      if (isLed) checkEnds(room, ref, { ...typed, kind });
      if (!isLed && !Object.keys(values).length) return;
      room.deed(`Changed ${room.nodeName(typed.from)} → ${room.nodeName(typed.to)}`, (draft) => {
        if (Object.keys(values).length) draft.change(ref, values, seen);
        if (isLed && draft.row(ref)) lead(draft, draft.row(ref), typed, seen);
      }, isLed ? DECIDED : {});
    },
  });
}

const ENDS = [["from", "From"], ["to", "To"]];

function checkEnds(room, ref, { from, to, kind }) {
  if (kind === "rework" && !(room.byId("step", from) && room.byId("step", to))) throw mend("Rework goes from a step back to a step.", "to");
  if (kind !== "rework" && from === to) throw mend("Only rework goes from a step to itself.", "to");
  if (room.rows("flow").some(([other, flow]) => other !== ref && flow.from === from && flow.to === to)) throw mend("There is a flow between these two already.", "to");
}

function checkShare(share, kind) {
  if (kind === "rework" && typeof share === "number" && share > 95) throw mend("At most 95 % can go back.", "share");
}

/** Ask where a flow from a node leads, and what kind it is. */
export function askConnect(room, [ref], { kind = "push", to = "" } = {}) {
  const from = room.value(ref, "id");
  const isRework = kind === "rework";
  const taken = new Set(room.rows("flow").filter(([, flow]) => flow.from === from).map(([, flow]) => flow.to));
  const choices = room.nodeChoices((id) => !taken.has(id) && (isRework ? Boolean(room.byId("step", id)) : id !== from));
  if (!choices.length) return void room.tell("It is connected with everything already.");
  const all = room.datum("flow/", "kind").choices;
  const steps = room.rows("step").map(([, fields]) => fields.id);
  const earlier = [...steps.slice(0, steps.indexOf(from)).reverse(), from].find((id) => !taken.has(id));
  const later = steps.slice(steps.indexOf(from) + 1).find((id) => !taken.has(id));
  const usual = to || (isRework ? earlier : later ?? room.rows("party").find(([, party]) => party.kind === "customer")?.[1].id) || choices[0][0];
  ask(room, {
    title: isRework ? `What goes back from ${room.nodeName(from)}` : `Connect ${room.nodeName(from)}`, button: "Connect",
    questions: [
      { name: "to", label: isRework ? "Back to" : "To", type: "select", value: usual, choices },
      { name: "kind", label: "Kind", type: "select", value: kind, choices: all, when: () => !isRework },
      { name: "share", label: "Share that goes back", hint: "For example 8 %", when: (values) => values.kind === "rework" },
      { name: "wait", label: "Wait", hint: "For example 2 h; may be left out" },
    ],
    done: (typed) => {
      if (typed.kind === "rework" && !typed.share.trim()) throw mend("Type the share that goes back, for example 8 %.", "share");
      const fields = ["share", "wait"].map((key) => room.datum("flow/", key));
      const values = valuesOf(fields, { ...typed, share: typed.kind === "rework" ? typed.share : "" }, {});
      checkShare(values.share, typed.kind);
      const made = room.deed(`Connected ${room.nodeName(from)} with ${room.nodeName(typed.to)}`, (draft) => connectNodes(draft, from, typed.to, { kind: typed.kind, ...values }));
      room.chooseLater(made?.ref);
    },
  });
}

/** Ask which node leads to a step or party. */
function askFrom(room, [ref]) {
  const to = room.value(ref, "id");
  const taken = new Set(room.rows("flow").filter(([, flow]) => flow.to === to).map(([, flow]) => flow.from));
  const choices = room.nodeChoices((id) => !taken.has(id) && id !== to);
  if (!choices.length) return void room.tell("Everything leads here already.");
  const supplier = room.rows("party").find(([, party]) => party.kind === "supplier" && !taken.has(party.id))?.[1].id;
  ask(room, {
    title: `What leads to ${room.nodeName(to)}`, button: "Connect",
    questions: [
      { name: "from", label: "From", type: "select", value: supplier ?? choices[0][0], choices },
      { name: "kind", label: "Kind", type: "select", value: "push", choices: room.datum("flow/", "kind").choices.filter(([kind]) => kind !== "rework") },
      { name: "wait", label: "Wait", hint: "For example 2 h; may be left out" },
    ],
    done: (typed) => {
      const values = valuesOf([room.datum("flow/", "wait")], typed, {});
      const made = room.deed(`Connected ${room.nodeName(typed.from)} with ${room.nodeName(to)}`, (draft) => connectNodes(draft, typed.from, to, { kind: typed.kind, ...values }));
      room.chooseLater(ref.startsWith("step/") ? ref : made?.ref);
    },
  });
}

/** Give flows their commands, and steps and parties those that make flows. */
export function attach(room) {
  const flow = { kinds: ["flow"] };
  room.command({ ...flow, section: 0, label: "Change…", icon: "square-pen", keys: ["Shift+E"], tool: 1, run: (refs) => editFlow(room, refs) });
  room.command({ ...flow, section: 0, label: "Kind…", icon: "arrow-up-down", keys: ["k"], tool: 1, run: ([ref]) => kindMenu(room, ref) });
  room.command({ ...flow, section: 5, label: "Remove", icon: "trash-2", keys: ["Delete", "Backspace"], isDanger: true, tool: 9, many: true, run: (refs) => removeFlows(room, refs) });
  const go = (end) => () => {
    const id = room.value(room.selection.ref, "id");
    const found = room.rows("flow").find(([, one]) => one[end] === id && one.kind !== "rework");
    if (found) room.selection.set(found[0]);
    else room.announce("No flow there.");
  };
  const onStep = () => isOnMap(room) && Boolean(room.selection.ref?.startsWith("step/"));
  register({ keys: ["f"], label: "The flow into the step", group: "Moving about", when: onStep, run: go("to") });
  register({ keys: ["Shift+F"], label: "The flow out of the step", group: "Moving about", when: onStep, run: go("from") });
  const movesItems = ([ref]) => room.value(ref, "kind") !== "control"; // planning sends and gets information
  room.command({ kinds: ["step"], section: 1, label: "Branch…", icon: "git-branch", keys: ["b"], tool: 3, run: (refs) => askBranch(room, refs) });
  room.command({ kinds: ["step", "party"], section: 3, label: "Connect to…", icon: "arrow-right", keys: ["l"], when: movesItems, run: (refs) => askConnect(room, refs) });
  room.command({ kinds: ["step", "party"], section: 3, label: "Connect from…", icon: "arrow-left", keys: ["h"], when: movesItems, run: (refs) => askFrom(room, refs) });
  room.command({ kinds: ["step"], section: 3, label: "Rework back to…", icon: "repeat", keys: ["r"], run: (refs) => askConnect(room, refs, { kind: "rework" }) });
}

function kindMenu(room, ref) {
  const present = room.value(ref, "kind") ?? "push";
  const box = room.group(ref).getBoundingClientRect();
  const seen = room.seen([ref]);
  const isBack = present === "rework";
  const items = room.datum(ref, "kind").choices.filter(([kind]) => (kind === "rework") === isBack || !isBack).map(([kind, label]) => ({
    label, icon: "circle", checked: kind === present,
    run: () => (kind === "rework" ? editFlow(room, [ref]) : room.deed(`${label} from ${room.nodeName(room.value(ref, "from"))} to ${room.nodeName(room.value(ref, "to"))}`, (draft) => draft.change(ref, { kind }, seen))),
  }));
  room.menu(items, { left: box.left, top: box.bottom + 4 }, "Kind of flow");
}

function removeFlows(room, refs) {
  const label = refs.length > 1 ? `Removed ${refs.length} flows` : `Removed ${room.nodeName(room.value(refs[0], "from"))} → ${room.nodeName(room.value(refs[0], "to"))}`;
  if (room.deed(label, (draft) => disconnect(draft, refs))) room.offerUndo(label);
}
