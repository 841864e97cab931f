// The sheet of what is chosen: all its data as form rows that save themselves, who says so under each number, and what is pinned here.
import { make } from "../core/dom.js";
import { register } from "./keys.js";
import { lockWords } from "./locked.js";
import { symbol } from "./menu.js";
import { fieldRow, hold, holdsTyping, refresh } from "./sheet-field.js";
import { sentence } from "./dress.js";

const FIRST = ["cycle_time", "complete_accurate"];
const TEXTS = ["trigger", "done"];

/** Give the room its sheet: room.sheet(ref, field, typed) opens it, with the cursor in a field, where `typed` ({text, base, send}) stands if
 * somebody typed it elsewhere. */
export function attach(room) {
  const sheet = room.el.querySelector("[data-sheet]");
  const overview = room.el.querySelector("[data-overview]");
  let shown = null;

  function draw() {
    const has = shown && Object.keys(room.record(shown)).length > 0;
    sheet.hidden = !has;
    overview.hidden = Boolean(has);
    if (!has) return void sheet.replaceChildren();
    sheet.dataset.shows = shown;
    sheet.dataset.shape = shapeOf(room, shown);
    const opened = sheet.dataset.of === shown ? openIn(sheet) : new Set();
    sheet.dataset.of = shown;
    sheet.replaceChildren(...partsOf(room, shown));
    for (const details of sheet.querySelectorAll("details")) if (opened.has(nameOf(details))) details.open = true;
    sayLock(room, shown, sheet);
  }

  room.sheet = (ref, field = "", typed = null) => {
    if (room.selection.ref !== ref) room.selection.set(ref, { focus: false });
    if (shown !== ref) draw((shown = ref));
    room.showTab("rail-step");
    if (matchMedia("(max-width: 720px)").matches) sheet.closest(".map-rail").scrollIntoView({ block: "start" });
    const input = field ? sheet.querySelector(`[data-datum="${CSS.escape(`${ref} ${field}`)}"]`) : sheet.querySelector(".input, .textarea, .select");
    input?.closest("details")?.setAttribute("open", "");
    input?.focus();
    if (input && typed) hold(room, input.closest("[data-row]"), input, typed);
    else input?.select?.();
    return Boolean(input);
  };

  room.on("select", ({ ref }) => {
    shown = ref;
    draw();
    sheet.parentElement.scrollTop = 0;
    if (!ref) return;
    room.showTab("rail-step");
    if (matchMedia("(max-width: 720px)").matches) sheet.closest(".map-rail").scrollIntoView({ block: "start" });
  });
  const job = { fill: () => shown && refreshed() };
  const update = () => shown && room.redraw(job);
  const refreshed = () => {
    if (!room.live.records(shown.split("/")[0]).has(shown)) return void room.selection.clear();
    const isBusy = sheet.contains(document.activeElement) || holdsTyping(sheet);
    if (sheet.dataset.shape !== shapeOf(room, shown) && !isBusy) draw();
    else {
      refresh(room, sheet);
      sayLock(room, shown, sheet);
    }
  };
  room.on("modes", update);
  for (const name of ["ch", "local", "no", "reset", "perm"]) room.live.on(name, update);
  room.on("loaded", () => {
    shown = room.selection.ref;
    draw();
  });
  overview.addEventListener("click", (event) => {
    const ref = event.target.closest("[data-goes]")?.dataset.goes;
    if (!ref || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    room.selection.set(ref, { focus: !matchMedia("(max-width: 720px)").matches });
    if (matchMedia("(max-width: 720px)").matches) room.sheet(ref);
  });
  sheet.addEventListener("click", (event) => {
    const goes = event.target.closest("[data-goes]");
    if (goes) room.selection.set(goes.dataset.goes || null, { focus: false });
  });
  register({ keys: ["e"], label: "All data of what is chosen, in the sheet", group: "Typing", when: () => Boolean(room.selection.ref), run: () => room.sheet(room.selection.ref) });
}

/** What somebody opened in the sheet stays open when it is drawn afresh. */
function openIn(sheet) {
  return new Set([...sheet.querySelectorAll("details[open]")].map(nameOf));
}

function nameOf(details) {
  return details.closest("[data-row]")?.dataset.row ?? details.firstElementChild.textContent;
}

/** What a sheet is made of: when that changes it is drawn afresh. */
function shapeOf(room, ref) {
  const id = room.value(ref, "id");
  const notes = room.rows("note").filter(([, note]) => note.at === id).map(([one, note]) => `${one} ${note.text}`);
  const steps = ref.startsWith("step/") ? room.rows("step").map(([one, step]) => `${one} ${step.name}`) : [];
  return [entering(room, ref)?.[0], room.value(ref, "name"), room.can("edit-map"), ...notes, ...steps].join("\n");
}

function entering(room, ref) {
  const found = ref.startsWith("step/") ? room.rows("flow").filter(([, flow]) => flow.to === room.value(ref, "id") && flow.kind !== "rework") : [];
  return found.length === 1 ? found[0] : null;
}

function partsOf(room, ref) {
  const kind = ref.split("/")[0];
  const parts = kind === "step" ? stepParts(room, ref) : plainParts(room, ref);
  return [head(room, ref), ...parts, foot(room, ref)];
}

/** Why nothing can be written here, in the second line; it comes and goes while the cursor stays where it is. */
function sayLock(room, ref, sheet) {
  const said = sheet.querySelector(".step-sheet__lock");
  if (Boolean(said) === Boolean(room.lockOn(ref))) return;
  if (said) return void said.remove();
  const words = make("p", { class: "note note--wait step-sheet__lock" }, symbol(room, "lock"), make("span", {}, lockWords(room, ref)));
  sheet.firstElementChild.after(words);
}

function head(room, ref) {
  const isStep = ref.startsWith("step/");
  const rows = room.rows(ref.split("/")[0]);
  const at = rows.findIndex(([one]) => one === ref);
  const fields = room.record(ref);
  const sub = isStep ? [`Step ${at + 1} of ${rows.length}`, fields.area].filter(Boolean).join(" · ") : room.data.kinds[ref.split("/")[0]].one;
  const button = (words, goes, icon) => make("button", { class: "button button--quiet button--icon", type: "button", "aria-label": words, title: words, "data-goes": goes ?? "", disabled: goes === undefined }, icon);
  const title = make("div", {}, make("small", {}, sub), make("h2", {}, isStep ? fields.name : sentence(room, ref)));
  return make("div", { class: "step-sheet__head" }, button("The one before", rows[at - 1]?.[0], symbol(room, "chevron-left")), title, button("The next one", rows[at + 1]?.[0], symbol(room, "chevron-right")));
}

function stepParts(room, ref) {
  const flow = entering(room, ref);
  const used = new Set([...FIRST, ...TEXTS, "value", "name", "wip"]);
  const row = (key, more = {}) => fieldRow(room, ref, key, more);
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
  const groups = room.data.kinds[ref.split("/")[0]].groups;
  return [make("div", { class: "step-sheet__pair" }, ...groups.flatMap(([, fields]) => fields.map(({ key }) => fieldRow(room, ref, key)))), notesOf(room, ref)];
}

function notesOf(room, ref) {
  const fields = room.record(ref);
  const place = ref.startsWith("flow/") ? `${fields.from}>${fields.to}` : fields.id;
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
  return make("div", { class: "step-sheet__foot" }, back, ...(room.can("edit-map") ? [whole] : []));
}
