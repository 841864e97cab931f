// Who stands around the stream, and the information that goes between them: customers, suppliers, planning and systems.
import { make } from "../core/dom.js";
import { ask, mend } from "./ask.js";
import { isOnMap } from "./commands.js";
import { DECIDED } from "./deeds.js";
import { register } from "./keys.js";
import { symbol } from "./menu.js";
import { moveRow } from "./ops.js";
import { questionsOf, valuesOf } from "./questions.js";

const STEP = 0.1;
const PARTY = ["kind", "name", "text"];
const INFORMATION = ["medium", "label", "frequency"];

/** The next place of a label along its line, within its ends and on tenths. */
export function movedLabel(at, direction) {
  return Math.round(Math.min(0.9, Math.max(0.1, (at ?? 0.5) + direction * STEP)) * 10) / 10;
}

/** Ask for a new party, or for the data of one that is there. */
export function askParty(room, ref = null, kind = "customer") {
  const fields = PARTY.map((key) => room.datum("party/", key));
  const present = ref ? room.record(ref) : { kind };
  const seen = ref && room.seen([ref]);
  const required = ["kind", "name"];
  ask(room, {
    title: ref ? present.name : "Add a party", button: ref ? "Save" : "Add",
    questions: questionsOf(fields, present, () => undefined, required).sort((one, two) => (one.name === "name" ? -1 : two.name === "name" ? 1 : 0)),
    done: (typed) => {
      if (!typed.name.trim()) throw mend("Type the name.", "name");
      const values = valuesOf(fields, typed, ref ? present : {}, required);
      if (!Object.keys(values).length) return;
      const made = room.deed(ref ? `Changed “${typed.name.trim()}”` : `Added “${typed.name.trim()}”`, (draft) => (ref ? draft.change(ref, values, seen) : draft.make("party", values)));
      if (!ref) room.chooseLater(made?.ref);
    },
  });
}

/** Whether what goes from one node to the other is information: parties send each other nothing else, and planning sends nothing else at all. */
export function isInformation(room, ...ends) {
  const parties = ends.map((id) => room.byId("party", id)?.[1]).filter(Boolean);
  return parties.length === ends.length || parties.some((party) => party.kind === "control");
}

/** Ask for an information flow, with its ends as far as they are known, or for the data of one that is there. */
export function askInformation(room, ref, from = null, to = null) {
  const fields = INFORMATION.map((key) => room.datum("information/", key));
  const choices = room.nodeChoices();
  if (choices.length < 2) return void room.tell("Add a party or another step first: information goes from one to the other.");
  const start = from ?? room.rows("party").find(([, party]) => party.kind === "customer")?.[1].id ?? choices[0][0];
  const other = to ?? room.rows("party").find(([, party]) => party.kind === "control" && party.id !== start)?.[1].id ?? choices.find(([id]) => id !== start)[0];
  const present = ref ? room.record(ref) : { from: start, to: other, medium: "electronic" };
  const seen = ref && room.seen([ref]);
  const end = (name, label) => ({ name, label, type: "select", value: present[name], choices });
  ask(room, {
    title: ref ? "Information flow" : "Add an information flow", button: ref ? "Save" : "Add",
    questions: [end("from", "From"), end("to", "To"), ...questionsOf(fields, present)],
    done: (typed) => {
      if (typed.from === typed.to) throw mend("Choose another end: it goes from one to the other.", "to");
      const ends = Object.fromEntries(["from", "to"].filter((name) => !ref || typed[name] !== present[name]).map((name) => [name, typed[name]]));
      const values = { ...ends, ...valuesOf(fields, typed, ref ? present : {}) };
      if (!Object.keys(values).length) return;
      const made = room.deed(`Information from ${room.nodeName(typed.from)} to ${room.nodeName(typed.to)}`, (draft) => (ref ? draft.change(ref, values, seen) : draft.make("information", values)), DECIDED);
      if (!ref) room.chooseLater(made?.ref);
    },
  });
}

/** Put the label of an information flow nearer to its start (-1) or end (1). */
function shiftLabel(room, ref, direction) {
  const at = movedLabel(room.value(ref, "label_at"), direction);
  if (at !== room.value(ref, "label_at")) room.deed(`Label at ${Math.round(at * 100)} % of its line`, (draft) => draft.change(ref, { label_at: at }));
}

function removeRows(room, refs, what) {
  const label = `Removed ${refs.length > 1 ? `${refs.length} things` : what}`;
  const done = room.deed(label, (draft) => {
    for (const ref of refs) if (draft.row(ref)) draft.remove(draft.row(ref));
    return true;
  });
  if (done) room.offerUndo(label);
}

/** What can be added to a map, for the menu beside "Add a step". */
function additions(room) {
  const kinds = room.datum("party/", "kind").choices;
  const icons = { customer: "user", supplier: "factory", control: "monitor", external: "building-2" };
  return [
    { label: "Step", icon: "plus", keys: ["a"], run: () => room.addAt() },
    ...kinds.map(([kind, label]) => ({ label, icon: icons[kind] ?? "user", run: () => askParty(room, null, kind) })),
    { label: "Information flow…", icon: "send", run: () => askInformation(room, null, /^(step|party)\//.test(room.selection.ref ?? "") ? room.value(room.selection.ref, "id") : null) },
    { label: "Note on the whole map", icon: "message-square", run: () => room.askNote(null) },
    { label: "Steps from a list…", icon: "clipboard-list", keys: ["Ctrl+V"], run: () => room.askPaste("") },
  ];
}

/** Give parties and information flows their commands, and the toolbar its menu of what can be added. */
export function attach(room) {
  const party = { kinds: ["party"] };
  const info = { kinds: ["information"] };
  room.command({ ...party, section: 0, label: "Change…", icon: "square-pen", keys: ["Shift+E"], tool: 1, run: ([ref]) => askParty(room, ref) });
  const tell = { section: 3, label: "Information to…", icon: "send", keys: ["Shift+L"], run: ([ref]) => askInformation(room, null, room.value(ref, ref.startsWith("information/") ? "from" : "id")) };
  room.command({ ...tell, kinds: ["party"], tool: 3 });
  room.command({ ...tell, kinds: ["step", "information"] });
  room.command({ ...party, section: 2, label: "Move up in the list", icon: "arrow-up", keys: ["Alt+ArrowLeft"], run: ([ref]) => room.deed("Moved up", (draft) => moveRow(draft, draft.row(ref), true)) });
  room.command({ ...party, section: 2, label: "Move down in the list", icon: "arrow-down", keys: ["Alt+ArrowRight"], run: ([ref]) => room.deed("Moved down", (draft) => moveRow(draft, draft.row(ref), false)) });
  room.command({ ...party, section: 5, label: "Remove", icon: "trash-2", keys: ["Delete", "Backspace"], isDanger: true, tool: 9, many: true, run: (refs) => removeRows(room, refs, `“${room.value(refs[0], "name")}” with its lines`) });
  room.command({ ...info, section: 0, label: "Change…", icon: "square-pen", keys: ["Shift+E"], tool: 1, run: ([ref]) => askInformation(room, ref) });
  room.command({ ...info, section: 2, label: "Label nearer to the start", icon: "arrow-left", keys: ["Alt+ArrowLeft"], tool: 2, run: ([ref]) => shiftLabel(room, ref, -1) });
  room.command({ ...info, section: 2, label: "Label nearer to the end", icon: "arrow-right", keys: ["Alt+ArrowRight"], tool: 2, run: ([ref]) => shiftLabel(room, ref, 1) });
  room.command({ ...info, section: 5, label: "Remove", icon: "trash-2", keys: ["Delete", "Backspace"], isDanger: true, tool: 9, many: true, run: (refs) => removeRows(room, refs, "the information flow") });
  register({ keys: ["p"], label: "Add a party: customer, supplier, planning", group: "Building the map", when: () => room.can("edit-map") && isOnMap(room), run: () => askParty(room) });
  const link = room.el.querySelector(".toolbar a[href*='/steps/new/']");
  if (!link) return;
  link.setAttribute("aria-label", link.textContent.trim());
  link.lastChild.textContent = "Add";
  const button = make("button", { class: "button button--icon", type: "button", "aria-haspopup": "menu", "aria-label": "Add something else", title: "Add something else" }, symbol(room, "chevron-down"));
  button.addEventListener("click", () => {
    const box = button.getBoundingClientRect();
    room.menu(additions(room), { left: box.right - 240, top: box.bottom + 4 }, "Add");
  });
  link.after(button);
}
