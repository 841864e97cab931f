// What can be done with what is chosen. One command is a button beside the thing, an entry of its menu, and a key.
import { make } from "../core/dom.js";
import { register } from "./keys.js";

/**
 * @typedef {object} Command
 * @property {string} label
 * @property {string} icon
 * @property {Array<string>} kinds of record that it is for
 * @property {Array<string>} [keys]
 * @property {boolean} [many] whether it works on several at once
 * @property {boolean} [several] whether it needs several
 * @property {boolean} [tool] whether it has a button beside the thing
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
  room.commandsFor = (refs) => (room.can("edit-map") ? commands.filter((command) => fits(command, refs)) : []);
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
    run: () => openFor(room, belowOf(room.group(room.selection.ref))),
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

/** Show entries at a place of the window; arrows, first letters, Enter and Esc work in it. */
export function openMenu(room, items, at, label) {
  const buttons = items.map(({ icon, label: text, keys, isDanger, run, checked }) => {
    const button = make("button", { class: `menu__item${isDanger ? " menu__item--danger" : ""}`, type: "button", role: checked === undefined ? "menuitem" : "menuitemradio", "aria-checked": checked === undefined ? null : String(checked), tabindex: "-1" }, symbol(room, checked ? "check" : icon), text);
    if (keys) button.append(make("kbd", {}, spell(keys[0])));
    button.addEventListener("click", () => {
      menu.hidePopover();
      run();
    });
    return button;
  });
  const menu = make("div", { class: "menu map-menu", popover: "auto", role: "menu", "aria-label": label }, make("div", { class: "menu__label" }, label), ...buttons);
  room.el.append(menu);
  menu.addEventListener("toggle", (event) => event.newState === "closed" && close());
  menu.addEventListener("keydown", (event) => walk(event, buttons));
  menu.showPopover();
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(at.top, innerHeight - menu.offsetHeight - 8))}px`;
  buttons[0]?.focus();

  function close() {
    const held = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.remove();
    if (held && !document.querySelector("dialog:modal")) room.group(room.selection.ref ?? "")?.focus({ preventScroll: true });
  }
  return menu;
}

function walk(event, buttons) {
  const at = buttons.indexOf(document.activeElement);
  const letter = event.key.length === 1 ? [...buttons.slice(at + 1), ...buttons.slice(0, at + 1)].find((button) => button.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase())) : null;
  const to = { ArrowDown: (at + 1) % buttons.length, ArrowUp: (at - 1 + buttons.length) % buttons.length, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined && !letter) return;
  event.preventDefault();
  event.stopPropagation();
  (letter ?? buttons[to]).focus();
}

function spell(key) {
  return key.replace("ArrowLeft", "←").replace("ArrowRight", "→").replace("ArrowUp", "↑").replace("ArrowDown", "↓").replace("Delete", "Del").replace("Insert", "Ins").replace(/^(.*\+)?([a-z])$/, (whole, mod, letter) => `${mod ?? ""}${letter.toUpperCase()}`);
}

/** A symbol of the icon sprite. */
export function symbol(room, name, isLarge = false) {
  const size = isLarge ? "20" : "16";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ class: isLarge ? "icon icon--l" : "icon", width: size, height: size, "aria-hidden": "true" })) svg.setAttribute(key, value);
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  const sprite = document.querySelector("use[href*='icons.svg']")?.getAttribute("href").split("#")[0] ?? "";
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}
