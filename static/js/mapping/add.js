// Adding steps: one field in which a whole stream is typed, Enter after each name. The plus in each gap is in add-points.js.
import { make } from "../core/dom.js";
import { askStep } from "./add-asked.js";
import { isOnMap } from "./commands.js";
import { register } from "./keys.js";
import { adding } from "./ops.js";

/** A typed line as the data of a step: "name @area". */
export function lineOf(text) {
  const found = /^(.*\S)\s+@(\S.*)$/.exec(text.trim());
  return found ? { name: found[1].trim(), area: found[2].trim() } : { name: text.trim() };
}

/** Give the room its way of adding steps: room.addAt(place). */
export function attach(room) {
  let open = null;
  const job = { place: () => open && place() };
  for (const name of ["picture", "camera"]) room.on(name, () => open && room.redraw(job));
  room.live.on("local", () => open && room.redraw(job));

  /** Ask for names at a place ({before} or {after} document ids; null is the end); each Enter adds a step and goes on behind it. */
  room.addAt = (where = null) => {
    if (!room.can("edit-map")) return;
    if (!room.isLoaded) return room.whenLoaded(() => room.addAt(where));
    close();
    if (!room.canvas.clientHeight) return askStep(room, where);
    const input = make("input", { class: "input", autocomplete: "off", "aria-label": "Name of the step", "aria-describedby": "add-hint", placeholder: "Name of the step" });
    const said = make("div", { class: "inline-edit__hint", id: "add-hint" }, make("span", {}, "Enter adds it and goes on, Esc ends. “Name @Area” gives the area."));
    const dialog = make("dialog", { class: "inline-edit inline-edit--text add-step", "aria-label": "Add a step" }, input, said);
    open = { dialog, input, where: where ?? { after: room.rows("step").at(-1)?.[1].id ?? "" }, last: null };
    room.overlay.append(dialog);
    showStart(room);
    place();
    dialog.show();
    input.focus();
    room.emit("busy", { on: true });
    dialog.addEventListener("keydown", onKey);
    input.addEventListener("blur", () => setTimeout(() => open?.dialog === dialog && document.activeElement !== input && leave(), 0));
  };

  function onKey(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!open.input.value.trim()) return close();
      add();
      place();
    }
  }

  function add() {
    const { input, where } = open;
    const values = lineOf(input.value);
    const near = where.before || where.after;
    if (!("area" in values) && near) values.area = room.byId("step", near)?.[1].area ?? null;
    const made = room.deed(`Added “${values.name}”`, adding(values, where));
    if (!made) return;
    open.last = made.ref;
    open.where = where.before ? { before: where.before } : { after: made.f.id };
    input.value = "";
  }

  /** Leaving the field by a click keeps what was typed. */
  function leave() {
    if (open.input.value.trim()) add();
    close();
  }

  function close() {
    if (!open) return;
    const { dialog, last } = open;
    open = null;
    dialog.remove();
    showStart(room);
    room.emit("busy", { on: false });
    if (last) room.chooseLater(last);
    else room.group(room.selection.ref ?? "")?.focus({ preventScroll: true });
  }

  /** The field stands at its gap; behind what is not drawn yet it stays where it is. */
  function place() {
    const id = open.where.before || open.where.after;
    const found = stepsOf(room).find((step) => step.id === id);
    const { style } = open.dialog;
    const canvas = room.camera.size;
    style.width = "220px";
    if (!found) {
      if (!style.left) Object.assign(style, { left: `${canvas.width / 2 - 110}px`, top: `${canvas.height / 2 - 60}px` });
      return;
    }
    const { left, top, width } = found.box;
    const wanted = open.where.before ? left - 110 : left + width + 10;
    style.left = `${Math.max(8, Math.min(wanted, canvas.width - 228))}px`;
    style.top = `${Math.max(8, Math.min(open.where.before ? top - 40 : top, canvas.height - 90))}px`;
  }

  addCommands(room);
}

/** How one begins is said on an empty map, until somebody types the first step. */
export function showStart(room) {
  room.el.querySelector("[data-start]")?.toggleAttribute("hidden", room.rows("step").length > 0 || Boolean(room.overlay.querySelector(".add-step")));
}

/** Steps with their boxes on the canvas, in document order. */
export function stepsOf(room) {
  return room.rows("step").flatMap(([ref, fields]) => {
    const box = room.placeOf(room.group(ref));
    return box ? [{ ref, id: fields.id, name: fields.name, box }] : [];
  });
}

function addCommands(room) {
  const id = (ref) => room.value(ref, "id");
  room.command({ kinds: ["step"], section: 0, label: "Add a step after", icon: "plus", keys: ["a", "Insert"], tool: 2, run: ([ref]) => room.addAt({ after: id(ref) }) });
  room.command({ kinds: ["step"], section: 0, label: "Add a step before", icon: "plus", keys: ["Shift+A", "Shift+Insert"], run: ([ref]) => room.addAt({ before: id(ref) }) });
  room.command({ kinds: ["flow"], section: 0, label: "Add a step here", icon: "plus", keys: ["a", "Insert"], tool: 2, when: ([ref]) => room.value(ref, "kind") !== "rework", run: ([ref]) => room.addAt(room.byId("step", room.value(ref, "to")) ? { before: room.value(ref, "to") } : { after: room.value(ref, "from") }) });
  register({ keys: ["a", "Insert"], label: "Add a step at the end", group: "Building the map", when: () => room.can("edit-map") && !/^(step|flow)\//.test(room.selection.ref ?? "") && isOnMap(room), run: () => room.addAt() });
  room.el.addEventListener("click", (event) => {
    const link = event.target.closest("a[href*='/steps/new/']");
    if (!link || event.ctrlKey || event.metaKey || !room.can("edit-map")) return;
    event.preventDefault();
    const after = room.selection.ref?.startsWith("step/") ? id(room.selection.ref) : "";
    room.addAt(after ? { after } : null);
  });
}
