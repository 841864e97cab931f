// The rail beside the drawing: its tabs, and the line in which one types what was said, tied to the chosen step.
import { readKind } from "../components/capture.js";
import { say } from "../components/toast.js";
import { uuid7 } from "../live/ids.js";
import { keyBetween } from "./fractional.js";
import { register } from "./keys.js";

const PINNED = new Set(["issue", "improvement"]);

/** The ops of one capture; an issue or improvement about something on the map is also pinned there, in the same change. */
export function opsOf({ kind, text, about, map, lastKey, mayPin }, newId = uuid7) {
  const capture = `capture/${newId()}`;
  const ops = [{ k: "new", r: capture, f: { kind, text, ...(about ? { at: about.name } : {}), ...(about?.step ? { step: about.step } : {}) } }];
  if (about?.id && mayPin && PINNED.has(kind)) {
    ops.push({ k: "new", r: `note/${newId()}`, f: { map, kind, text, at: about.id, capture: capture.split("/")[1], order_key: keyBetween(lastKey ?? "", "") } });
  }
  return ops;
}

/** What a capture is about: the step, or the flow by its ends; null for what has no name. */
export function aboutOf(room, ref) {
  if (!ref) return null;
  const fields = room.record(ref);
  if (!fields.id) return null; // its record is not there yet
  if (ref.startsWith("step/")) return { id: fields.id, step: ref.slice(5), name: fields.name, number: room.rows("step").findIndex(([one]) => one === ref) + 1 };
  if (ref.startsWith("party/")) return { id: fields.id, name: fields.name, number: "" };
  if (ref.startsWith("flow/") && fields.kind !== "rework") {
    const name = (id) => (room.byId("step", id) ?? room.byId("party", id))?.[1].name ?? "";
    return { id: `${fields.from}>${fields.to}`, name: `${name(fields.from)} to ${name(fields.to)}`, number: "" };
  }
  return null;
}

/** Bind rail and capture line. */
export function attach(room) {
  const tabs = room.el.querySelector("[data-rail]");
  room.el.classList.add("is-live");
  document.body.classList.add("has-own-undo");
  room.el.querySelector("[data-show-keys]")?.removeAttribute("hidden");
  room.showTab = (id) => {
    const at = tabs.links?.findIndex((link) => link.hash === `#${id}`) ?? -1;
    if (at >= 0) tabs.select(at);
  };
  customElements.whenDefined("vsm-tabs").then(() => location.hash.startsWith("#rail-") || room.showTab("rail-step"));
  const toggle = room.el.querySelector("[data-show-map]");
  /** On a phone, which shows the list: show the drawing too, or not; gives whether it was shown. */
  room.showDrawing = (shows) => {
    const before = room.el.classList.contains("shows-map");
    room.el.classList.toggle("shows-map", shows);
    toggle?.setAttribute("aria-pressed", String(shows));
    room.camera.measure();
    return before;
  };
  toggle?.addEventListener("click", () => room.showDrawing(!room.el.classList.contains("shows-map")));
  const why = room.el.querySelector("[data-why]");
  const couldWrite = Boolean(room.el.querySelector(".toolbar__add"));
  room.live.on("perm", () => {
    room.el.classList.toggle("is-read-only", !room.can("edit-map"));
    if (room.can("edit-map") && !couldWrite) openAgain(room.live);
    why.hidden = room.can("edit-map");
    why.querySelector("span").textContent ||= "You can read this map; it is not open for changes now.";
  });
  const form = room.el.querySelector("[data-capture]");
  if (form) bindLine(room, form);
}

/** The page was made while nothing could be written here: with the right come its tools, at once unless somebody types. */
function openAgain(live) {
  const isTyping = Boolean(document.activeElement?.closest("input, textarea, select, dialog[open]"));
  if (isTyping) say("You can change this map now.", { label: "Show the tools", run: () => location.reload() });
  else live.leave();
}

function bindLine(room, form) {
  const line = form.elements.text;
  const chip = form.querySelector("[data-about]");
  let tied = null;
  let about = null;

  function tie(ref) {
    tied = ref;
    about = aboutOf(room, ref);
    chip.hidden = !about;
    form.elements.at.disabled = !about;
    form.elements.at.value = about?.name ?? "";
    if (!about) return;
    chip.querySelector("[data-about-number]").textContent = about.number;
    chip.querySelector("[data-about-name]").textContent = about.name;
  }

  room.on("select", ({ ref }) => tie(ref));
  for (const name of ["loaded", "picture"]) room.on(name, () => tied && tie(tied)); // its name or number may be another one now
  form.querySelector("[data-about-off]").addEventListener("click", () => tie(null));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = readKind(line.value.trim());
    if (!typed.text) return;
    const kind = typed.kind ?? form.elements.kind.value;
    const lastKey = room.rows("note").at(-1)?.[1].order_key;
    room.live.submit(opsOf({ kind, text: typed.text, about, map: room.mapId, lastKey, mayPin: room.can("edit-map") }), { label: `Capture “${typed.text.slice(0, 40)}”` });
    line.value = "";
    say(about ? `Kept, at ${about.name}.` : "Kept. It is in the captures.", { label: "Undo", run: () => room.live.undo() });
  });
  register({ keys: ["c"], label: "Type what was said", group: "Working on the map", run: () => line.focus(), isEarly: true });
  const issue = () => {
    form.querySelector("[name=kind][value=issue]").checked = true;
    line.focus();
  };
  register({ keys: ["i"], label: "An issue about what is chosen", group: "Working on the map", run: issue });
}
