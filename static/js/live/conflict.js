// What could not be stored waits for a decision: both values, who and when, and keep theirs, use mine or edit; a removed thing can come
// back with what was typed. A page that shows this on the field itself answers `true` to live.on("no"); else it is said and opened here.
import { make } from "../core/dom.js";
import { say } from "../components/toast.js";
import { kindOf } from "./ids.js";
import { namesOf } from "./people.js";

const WHY = {
  denied: "Your role in this workshop does not allow this.",
  locked: "The coach has paused or locked this for now.",
  invalid: "This could not be stored.",
  id_reused: "This was sent under a number that somebody else used.",
  review: "This was typed more than 30 days ago and never sent.",
};

/** "Cycle time" for a field's name. */
export function wordsOf(field) {
  const words = field.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A value of a record for reading; statements by what was typed. */
export function textOf(value) {
  if (value === null || value === undefined || value === "") return "empty";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.map(textOf).join(", ") || "empty";
  if (typeof value !== "object") return String(value);
  if ("low" in value) return `${value.low} to ${value.high}`;
  if ("value" in value) return `${["estimate", "guess"].includes(value.evidence) ? "~" : ""}${value.value}`;
  return JSON.stringify(value);
}

/** A field of a record as the page calls it (live.labelOf, where it has words of its own), else in the words of its name. */
function labelOf(live, ref, field) {
  return live.labelOf?.(ref, field) ?? wordsOf(field);
}

/** What a refused change was about, in a few words. */
export function aboutOf(conflict, live = {}) {
  if (conflict.label) return conflict.label;
  const op = conflict.mine[0];
  if (!op) return "Undo";
  const fields = Object.keys(op.f ?? {}).map((field) => labelOf(live, op.r, field)).join(", ");
  return fields ? `${fields} of a ${kindOf(op.r)}` : `A ${kindOf(op.r)}`;
}

/** Bind the dialog to the status in the top bar and to refusals that no part of the page shows. */
export function bindConflicts(live) {
  const asking = new Map();
  live.on("undecided", (id) => {
    const found = live.conflict(id);
    const what = found.why === "conflict" ? "somebody changed this too" : found.why === "gone" ? "it was removed meanwhile" : "not saved";
    asking.set(id, say(`${aboutOf(found, live)}: ${what}.`, { label: "Decide", run: () => open(live, id) }));
  });
  live.on("status", () => {
    const left = new Set(live.outbox.undecided().map((entry) => entry.id));
    for (const [id, takeAway] of asking) {
      if (left.has(id)) continue;
      asking.delete(id);
      takeAway();
    }
  });
  live.on("notice", (words) => say(words));
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-status-decide]")) return;
    const first = live.outbox.undecided()[0];
    if (first) open(live, first.id);
  });
}

/** Open the dialog about one refused change; the next one follows. */
export async function open(live, id) {
  const found = live.conflict(id);
  if (!found || document.querySelector("dialog[data-conflict]")) return;
  const names = await namesOf(live);
  if (document.querySelector("dialog[data-conflict]")) return; // it was asked for twice
  const dialog = make("dialog", { class: "dialog", "data-conflict": true, "aria-labelledby": "conflict-title" });
  const decide = async (how) => {
    dialog.close();
    await live.resolve(id, how);
    const next = live.outbox.undecided()[0];
    if (next) open(live, next.id);
  };
  dialog.append(make("div", { class: "dialog__head" }, make("h2", { id: "conflict-title" }, aboutOf(found, live))), ...parts(live, found, names, decide));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function button(words, run, look = "") {
  const made = make("button", { class: `button ${look}`, type: "button" }, words);
  made.addEventListener("click", run);
  return made;
}

function parts(live, found, names, decide) {
  if (found.why === "conflict") return clashes(live, found, names, decide);
  const isGone = found.why === "gone";
  const words = isGone ? "It was removed while you typed. It can come back, with what you typed." : (WHY[found.why] ?? WHY.invalid);
  const body = make("div", { class: "dialog__body" }, make("p", {}, words));
  for (const error of found.errors) body.append(make("p", { class: "field__error" }, error.text));
  for (const op of found.mine) for (const [field, value] of Object.entries(op.f ?? {})) body.append(make("p", {}, `${labelOf(live, op.r, field)}: `, make("strong", {}, textOf(value))));
  const foot = make("div", { class: "dialog__foot" });
  foot.append(button("Later", () => foot.closest("dialog").close(), "button--quiet"), button(isGone ? "Leave it removed" : "Discard", () => decide("theirs")));
  foot.append(button(isGone ? "Restore and apply" : "Try again", () => decide("mine"), "button--primary"));
  return [body, foot];
}

function clashes(live, found, names, decide) {
  const body = make("div", { class: "dialog__body" });
  const cur = found.cur.map((one) => ({ ...one, mine: found.mine.find((op) => op.r === one.r)?.f?.[one.f] }));
  for (const one of cur) body.append(clash({ ...one, label: labelOf(live, one.r, one.f) }, names, found));
  const first = cur[0];
  const canEdit = cur.length === 1 && ["string", "number"].includes(typeof first.mine);
  const input = canEdit ? make("input", { class: "input", "aria-label": `${labelOf(live, first.r, first.f)}, another value`, value: first.mine }) : "";
  if (canEdit) body.append(make("div", { class: "row row--line" }, input, button("Save this", () => decide({ value: typeof first.mine === "number" ? Number(input.value) : input.value }))));
  const foot = make("div", { class: "dialog__foot" });
  const isUndo = !found.mine.length;
  foot.append(button("Later", () => foot.closest("dialog").close(), "button--quiet"), button("Keep theirs", () => decide("theirs")), button(isUndo ? "Undo anyway" : "Use mine", () => decide("mine"), "button--primary"));
  return [body, foot];
}

/** Both values of one field side by side. */
function clash(one, names, found) {
  const who = names.get(one.u) ?? "Somebody";
  const at = new Date(one.at);
  const when = one.at ? [", ", make("time", { datetime: at.toISOString() }, `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`)] : [];
  const mine = found.mine.some((op) => op.k === "del") ? "removed" : found.mine.length ? textOf(one.mine) : "taken back";
  return make("div", { class: "conflict" },
    make("p", { class: "conflict__head" }, `${who} changed ${one.label.toLowerCase()} meanwhile`),
    make("div", { class: "conflict__both" },
      make("div", {}, make("small", {}, "Theirs · ", who, ...when), make("strong", {}, textOf(one.v))),
      make("div", {}, make("small", {}, "Yours · not saved yet"), make("strong", {}, mine))));
}
