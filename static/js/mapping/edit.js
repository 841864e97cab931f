// Typing into the drawing: double click, Enter or F2 on what is chosen, or a digit that begins a new number. The field lies on its cell;
// Enter saves, Tab saves and goes on to the next datum, Esc leaves. What cannot be read stays in the field with what to type instead.
import { make } from "../core/dom.js";
import { lockWords } from "./locked.js";
import { boxFor, cellsOf, inputFor, isTooSmall } from "./edit-field.js";
import { register } from "./keys.js";
import { labelOf, store } from "./save.js";
import { hint, isSame, read, Unreadable } from "./statement.js";

/** Give the room its editor: room.edit(ref, field, {text, base, send}); `send(value)` takes what was typed where that decides about a clash. */
export function attach(room) {
  let open = null;

  /** Take the field away; the focus goes to the thing that it belonged to, or to another one. */
  function close(goes = true) {
    if (!open) return;
    const { dialog, ref } = open;
    open = null;
    if (goes) room.group(goes === true ? ref : goes)?.focus({ preventScroll: true }); // before anything is written: the page need not be laid out for it
    dialog.remove();
    room.emit("edit", { ref, field: null, element: null });
  }

  room.edit = (ref, field, { text = null, error = "", base = 0, send = null } = {}) => {
    const datum = room.datum(ref, field);
    const cell = room.cell(ref, field);
    if (!datum || !room.can("edit-map")) return false;
    if (!room.isLoaded) return room.whenLoaded(() => room.edit(ref, field, { text, error, base, send })), true;
    if (room.lockOn(ref)) {
      room.tell(lockWords(room, ref));
      return room.sheet(ref, field);
    }
    if (!cell || isTooSmall(room, cell)) return room.sheet?.(ref, field, text === null ? null : { text, base, send }) ?? false;
    if (open) leave();
    const present = room.value(ref, field);
    const input = inputFor(room, ref, datum, present, text);
    const said = make("div", { class: "inline-edit__hint", id: "inline-edit-hint" });
    const isText = ["text", "name", "words", "choice"].includes(datum.kind);
    const dialog = make("dialog", { class: `inline-edit${isText ? " inline-edit--text" : ""}`, "aria-label": `${datum.label}, ${room.value(ref, "name") ?? ""}` }, input, said);
    input.setAttribute("aria-describedby", said.id);
    open = { dialog, input, said, ref, owner: ownerOf(room, ref), field, datum, present, label: labelOf(room, ref, field), send, base: Math.max(base, room.live.rev(ref, field)) };
    room.overlay.append(dialog);
    place();
    dialog.show();
    input.focus();
    if (text === null) input.select?.();
    else input.setSelectionRange?.(text.length, text.length);
    tell(error);
    input.addEventListener("input", () => tell(""));
    dialog.addEventListener("keydown", onKey);
    input.addEventListener("blur", () => open?.dialog === dialog && setTimeout(() => open?.dialog === dialog && document.activeElement !== input && leave(), 0));
    room.emit("edit", { ref, field, element: input });
    return true;
  };

  function tell(error) {
    const { input, said, datum, present } = open;
    input.toggleAttribute("aria-invalid", Boolean(error));
    if (error) input.setAttribute("aria-invalid", "true");
    const lines = error ? [make("p", { class: "field__error", role: "alert" }, error)] : [hint(datum, input.value, present)].filter(Boolean);
    said.replaceChildren(...lines, make("span", {}, "Enter saves, Esc leaves"));
  }

  /** Save what was typed; false where it cannot be read, which is then said. */
  function save() {
    const { input, datum, present, ref, field, base, label, send } = open;
    try {
      const isRequired = room.data.kinds[ref.split("/")[0]].required.includes(field);
      const value = read(datum, input.value, present, isRequired);
      if (send) send(value);
      else if (!isSame(value, present)) store(room, ref, field, value, { base, label }); // who typed nothing else says nothing, whatever others wrote meanwhile
      return true;
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      tell(error.message);
      return false;
    }
  }

  /** The field was left by a click elsewhere: what can be read is saved, the rest goes as Esc would. */
  function leave() {
    if (open && !save()) room.announce("Not saved: it could not be read.");
    close(false);
  }

  function onKey(event) {
    if (event.isComposing || !open) return;
    const { owner, ref, field } = open;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (!save()) return;
      close(owner);
      room.selection.set(owner, { focus: false });
      room.emit("entered", { ref, field });
    } else if (event.key === "Tab") {
      const cells = cellsOf(room, owner);
      const at = cells.findIndex((cell) => cell.dataset.rec === ref && cell.dataset.field === field);
      const next = cells[at + (event.shiftKey ? -1 : 1)];
      event.preventDefault();
      if (!save()) return;
      close(!next);
      if (next) room.edit(next.dataset.rec, next.dataset.field);
    }
  }

  function place() {
    if (!open) return;
    const cell = room.cell(open.ref, open.field);
    if (!cell) return void (room.has(open.ref) || tell("This was removed meanwhile. Enter asks whether it comes back with what you typed."));
    const box = boxFor(room, cell, open.datum);
    const { height } = room.camera.size;
    const { style, classList } = open.dialog;
    for (const key of ["left", "top", "width", "height"]) style[key] = `${box[key]}px`;
    classList.toggle("inline-edit--above", box.top + box.height + 70 > height);
    classList.toggle("inline-edit--left", box.left + box.width < 240);
  }

  room.on("picture", place);
  room.on("camera", place);
  room.live.on("gone", () => open && !room.group(open.ref) && close());
  room.canvas.addEventListener("dblclick", (event) => {
    const cell = event.target.closest?.(".cell[data-rec]");
    const group = event.target.closest?.("[data-ref]");
    if (cell && room.edit(cell.dataset.rec, cell.dataset.field)) return;
    if (group && !cell) begin(room, group.dataset.ref);
  });
  bindKeys(room);
}

/** A step owns the wait in front of it: Enter and Esc lead back to the step. */
function ownerOf(room, ref) {
  const chosen = room.selection.ref;
  return chosen && cellsOf(room, chosen).some((cell) => cell.dataset.rec === ref) ? chosen : ref;
}

/** Begin typing into the first number of a thing, else into its first text. */
function begin(room, ref, options = {}) {
  const cells = cellsOf(room, ref).filter((cell) => !options.text || room.datum(cell.dataset.rec, cell.dataset.field).stated);
  const own = cells.filter((cell) => cell.dataset.rec === ref);
  const first = own.find((cell) => !["area", "name", "staffing"].includes(cell.dataset.field)) ?? own[0] ?? cells[0];
  if (first && room.edit(first.dataset.rec, first.dataset.field, options)) return;
  room.sheet?.(ref);
}

function bindKeys(room) {
  const chosen = () => Boolean(room.selection.ref) && (room.canvas.contains(document.activeElement) || document.activeElement === document.body);
  const group = "Typing";
  register({ keys: ["Enter", "F2"], label: "Type into what is chosen", group, when: chosen, run: () => begin(room, room.selection.ref) });
  const digits = [..."0123456789~"];
  register({ keys: digits, label: "A digit or ~ begins a new number", group, when: () => chosen() && room.can("edit-map"), run: (event) => begin(room, room.selection.ref, { text: event.key }) });
  for (const [keys, label] of [[["Tab"], "While typing: save, next datum"], [["Shift+Tab"], "While typing: save, datum before"], [["Enter"], "While typing: save"], [["Escape"], "While typing: leave it as it was"]]) {
    register({ keys, label, group, when: () => false, run: () => {} });
  }
}
