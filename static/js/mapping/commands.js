// What can be done with what is chosen. One command is a button beside the thing, an entry of its menu, and a key.
import { register } from "./keys.js";
import { openMenu } from "./menu.js";

/**
 * @typedef {object} Command
 * @property {number} section where it stands in the menu: 0 first, 5 last; a line parts them
 * @property {string} label
 * @property {string} icon
 * @property {Array<string>} kinds of record that it is for
 * @property {Array<string>} [keys]
 * @property {boolean} [many] whether it works on several at once
 * @property {boolean} [several] whether it needs several
 * @property {number} [tool] its place among the buttons beside the thing; none without
 * @property {boolean} [isDanger]
 * @property {(refs: Array<string>) => boolean} [when]
 * @property {(refs: Array<string>) => void} run
 */

/** Whether a command fits what is chosen. */
export function fits(command, refs) {
  if (!refs.length || (refs.length > 1 ? !command.many && !command.several : command.several)) return false;
  return refs.every((ref) => command.kinds.includes(ref.split("/")[0])) && (command.when?.(refs) ?? true);
}

/** Give the room its commands: room.command(c), room.commandsFor(refs), room.menu(items, at). */
export function attach(room) {
  const commands = [];
  room.command = (command) => {
    commands.push(command);
    if (!command.keys) return;
    const when = () => room.can("edit-map") && fits(command, room.selection.refs) && isOnMap(room);
    register({ keys: command.keys, label: command.label, group: command.group ?? "Building the map", when, run: () => command.run(room.selection.refs) });
  };
  room.commandsFor = (refs) => (room.can("edit-map") ? commands.filter((command) => fits(command, refs)).sort((one, two) => one.section - two.section) : []);
  room.menu = (items, at, label) => openMenu(room, items, at, label);
  room.canvas.addEventListener("contextmenu", (event) => {
    const group = event.target.closest?.("[data-ref]");
    if (!group || !room.can("edit-map")) return;
    event.preventDefault();
    if (!room.selection.refs.includes(group.dataset.ref)) room.selection.set(group.dataset.ref, { reveal: false });
    openFor(room, { left: event.clientX, top: event.clientY });
  });
  register({
    keys: ["ContextMenu", "Shift+F10", "m"], label: "All that can be done with what is chosen", group: "Building the map",
    when: () => room.commandsFor(room.selection.refs).length > 0 && isOnMap(room),
    run: () => openFor(room, belowOf(room.group(room.selection.ref) ?? room.canvas)),
  });
}

/** Whether keys mean the map: nothing else has the focus. */
export function isOnMap(room) {
  return room.canvas.contains(document.activeElement) || document.activeElement === document.body;
}

/** Open the menu of what is chosen. */
export function openFor(room, at) {
  const { refs } = room.selection;
  const items = room.commandsFor(refs).map((command) => ({ ...command, run: () => command.run(refs) }));
  openMenu(room, items, at, refs.length > 1 ? `${refs.length} things` : (room.group(refs[0])?.getAttribute("aria-label") ?? "Menu").split(".")[0]);
}

function belowOf(group) {
  const box = group.getBoundingClientRect();
  return { left: box.left + Math.min(24, box.width / 2), top: box.top + Math.min(24, box.height) };
}
