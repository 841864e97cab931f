// What the sheet of a thing consists of: its data as rows, first those that are asked for most, what is pinned here, and the ways on.
import { make } from "../core/dom.js";
import { sentence } from "./dress.js";
import { OF_KIND, siblings } from "./flows.js";
import { symbol } from "./menu.js";
import { fieldRow } from "./sheet-field.js";

const FIRST = ["cycle_time", "complete_accurate"];
const TEXTS = ["trigger", "done"];

/** What a sheet is made of: when that changes it is drawn afresh. */
export function shapeOf(room, ref) {
  const notes = room.rows("note").filter(([, note]) => note.at && note.at === pinnedAt(room, ref)).map(([one, note]) => `${one} ${note.text}`);
  const steps = ref.startsWith("step/") ? room.rows("step").map(([one, step]) => `${one} ${step.name}`) : [];
  const words = ref.startsWith("step/") ? room.value(ref, "name") : `${sentence(room, ref)} ${dataOf(room, ref).map(({ key }) => key)}`;
  return [entering(room, ref)?.[0], words, room.can("edit-map"), ...notes, ...steps].join("\n");
}

/** Where notes on a thing are pinned: a flow by its ends. */
function pinnedAt(room, ref) {
  const fields = room.record(ref);
  return ref.startsWith("flow/") ? `${fields.from}>${fields.to}` : fields.id;
}

/** The data that a sheet without groups has; of a flow only what its kind has, and what it holds all the same. */
function dataOf(room, ref) {
  const kind = ref.split("/")[0];
  const fields = room.record(ref);
  const all = room.data.kinds[kind].groups.flatMap(([, data]) => data);
  if (kind !== "flow") return all;
  const asked = (key) => OF_KIND[fields.kind ?? "push"].includes(key) && (key !== "share" || fields.kind === "rework" || siblings(room, fields).length > 0);
  return all.filter(({ key }) => key === "kind" || asked(key) || (fields[key] ?? null) !== null);
}

function entering(room, ref) {
  const found = ref.startsWith("step/") ? room.rows("flow").filter(([, flow]) => flow.to === room.value(ref, "id") && flow.kind !== "rework") : [];
  return found.length === 1 ? found[0] : null;
}

/** Its head, its rows with what is pinned here, and where one goes from it. */
export function partsOf(room, ref) {
  const kind = ref.split("/")[0];
  const parts = kind === "step" ? stepParts(room, ref) : plainParts(room, ref);
  return [head(room, ref), ...parts, foot(room, ref)];
}

function head(room, ref) {
  const isStep = ref.startsWith("step/");
  const rows = room.rows(ref.split("/")[0]);
  const at = rows.findIndex(([one]) => one === ref);
  const fields = room.record(ref);
  const { one } = room.data.kinds[ref.split("/")[0]];
  const [sub, words] = isStep ? [[`Step ${at + 1} of ${rows.length}`, fields.area].filter(Boolean).join(" · "), fields.name]
    : ref.startsWith("party/") ? [room.datum(ref, "kind").choices.find(([value]) => value === fields.kind)?.[1], fields.name] : [`${one[0].toUpperCase()}${one.slice(1)}`, sentence(room, ref)];
  const button = (words, goes, icon) => make("button", { class: "button button--quiet button--icon", type: "button", "aria-label": words, title: words, "data-goes": goes ?? "", disabled: goes === undefined }, icon);
  const title = make("div", {}, make("small", {}, sub), make("h2", {}, words));
  return make("div", { class: "step-sheet__head" }, button("The one before", rows[at - 1]?.[0], symbol(room, "chevron-left")), title, button("The next one", rows[at + 1]?.[0], symbol(room, "chevron-right")));
}

function stepParts(room, ref) {
  const flow = entering(room, ref);
  const used = new Set([...FIRST, ...TEXTS, "value", "name", "wip"]);
  const row = (key, more = {}) => {
    const made = fieldRow(room, ref, key, more);
    if (key === "wastes" && room.mayWrite(ref)) made.append(make("button", { class: "button button--small step-sheet__choose", type: "button", "data-wastes": true }, "Choose of the eight…"));
    return made;
  };
  const first = [row("cycle_time"), flow ? fieldRow(room, flow[0], "wait", { label: "Wait before" }) : row("lead_time"), row("complete_accurate"), flow ? fieldRow(room, flow[0], "inventory", { label: "Waiting now" }) : row("wip")];
  const rest = room.data.kinds.step.groups.map(([title, fields]) => [title, fields.filter(({ key }) => !used.has(key) || (key === "name") || (key === "wip" && flow))]);
  return [
    make("div", { class: "step-sheet__pair" }, ...first),
    ...TEXTS.map((key) => row(key)),
    row("value"),
    notesOf(room, ref),
    ...rest.filter(([, fields]) => fields.length).map(([title, fields]) => make("details", {}, make("summary", {}, title), make("div", { class: "step-sheet__pair" }, ...fields.map(({ key }) => row(key))))),
  ];
}

function plainParts(room, ref) {
  return [make("div", { class: "step-sheet__pair" }, ...dataOf(room, ref).map(({ key }) => fieldRow(room, ref, key))), notesOf(room, ref)];
}

function notesOf(room, ref) {
  const place = pinnedAt(room, ref);
  const all = room.rows("note");
  const here = ref.startsWith("note/") || !place ? [] : all.map(([one, note], at) => [one, note, at + 1]).filter(([, note]) => note.at === place);
  if (!here.length) return make("div", { hidden: true });
  const line = ([one, note, number]) => make("li", {}, make("span", { class: `burst-no${["issue", "burst"].includes(note.kind) ? "" : " burst-no--quiet"}` }, String(number)), make("span", { class: "list__main" }, make("button", { class: "link", type: "button", "data-goes": one }, note.text)));
  return make("section", { class: "step-sheet__issues" }, make("h3", {}, "Issues here"), make("ul", { class: "list list--start" }, ...here.map(line)));
}

function foot(room, ref) {
  const [kind, id] = ref.split("/");
  const whole = make("a", { class: "button button--small button--quiet", href: room.data.urls[kind].replace("{}", id) }, "Everything on one page");
  const back = make("button", { class: "button button--small button--quiet", type: "button", "data-goes": "" }, "All steps and notes");
  const more = make("button", { class: "button button--small button--quiet", type: "button", "data-all-commands": true, "aria-haspopup": "menu" }, "Move, connect, remove…");
  return make("div", { class: "step-sheet__foot" }, ...(room.can("edit-map") ? [more] : []), back, ...(room.can("edit-map") ? [whole] : []));
}
