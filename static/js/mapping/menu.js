// A menu at a place of the window, and symbols of the icon sprite, made by scripts.
import { make } from "../core/dom.js";

/** Show entries at a place of the window; arrows, first letters, Enter and Esc work in it. */
export function openMenu(room, items, at, label) {
  const buttons = items.map(({ icon, label: text, keys, isDanger, run, checked }) => {
    const button = make("button", { class: `menu__item${isDanger ? " menu__item--danger" : ""}`, type: "button", role: checked === undefined ? "menuitem" : "menuitemradio", "aria-checked": checked === undefined ? null : String(checked), "aria-keyshortcuts": keys?.[0] ?? null, tabindex: "-1" }, symbol(room, checked ? "check" : icon), text);
    if (keys) button.append(make("kbd", { "aria-hidden": "true" }, spell(keys[0])));
    button.addEventListener("click", () => {
      menu.hidePopover();
      run();
    });
    return button;
  });
  const menu = make("div", { class: "menu map-menu", popover: "auto", role: "menu", "aria-label": label }, make("div", { class: "menu__label" }, label), ...buttons.flatMap((button, place) => (place && items[place].section !== items[place - 1].section ? [make("hr"), button] : [button])));
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
  const sprite = document.querySelector("use[href*='icons']")?.getAttribute("href").split("#")[0] ?? "";
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}
