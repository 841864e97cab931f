// All keys of the map room in one table: what they do, and the page that lists them. Parts add theirs with register().
import { wantsKeys } from "../core/keys.js";
import { make } from "../core/dom.js";
import { holding } from "./keys-early.js";

const entries = [];

/** Add keys: {keys: ["Alt+ArrowLeft"], label, group, run(event), when?(), isEarly?}; `when` false leaves the key to others. One label is
 * listed once. What is early needs no records of the map; the rest is done once they are there. */
export function register(entry) {
  entries.push({ group: "Working on the map", when: () => true, ...entry });
}

/** The name of a key press: "Ctrl+Shift+Z", "Alt+ArrowLeft", "?", "F2". Shift counts where it does not make another sign. */
export function nameOf(event) {
  const isSign = event.key.length === 1 && event.key.toLowerCase() === event.key.toUpperCase();
  const key = event.key.length === 1 && (event.ctrlKey || event.metaKey || event.altKey) ? event.key.toUpperCase() : event.key;
  const name = key === " " ? "Space" : key;
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && !isSign) parts.push("Shift");
  return [...parts, name].join("+");
}

/** The entry that a key press means among a list; a single letter is found in either case. */
export function entryFor(list, event) {
  return list.find((entry) => isFor(entry, event) && entry.when()) ?? null;
}

function isFor(entry, event) {
  const name = nameOf(event);
  return entry.keys.includes(name) || (name.length === 1 && entry.keys.includes(name.toLowerCase()));
}

/** Keys in words, grouped: [[group, [[["Alt", "←"], label]]]]; one label once, with all its keys. */
export function listed(list) {
  const groups = new Map();
  for (const { group, label, keys } of list) {
    if (!groups.has(group)) groups.set(group, new Map());
    const labels = groups.get(group);
    labels.set(label, [...new Set([...(labels.get(label) ?? []), ...keys])]);
  }
  return [...groups].map(([group, labels]) => [group, [...labels].map(([label, keys]) => [shortened(keys).map(spelled), label])]);
}

/** Ten digits are told as their ends. */
function shortened(keys) {
  const digits = keys.filter((key) => /^\d$/.test(key));
  return digits.length < 10 ? keys : ["0 … 9", ...keys.filter((key) => !digits.includes(key))];
}

const WORDS = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", PageDown: "Page down", PageUp: "Page up", Insert: "Ins", Delete: "Del", ContextMenu: "Menu key" };

/** One combination as people read it, part by part. */
export function spelled(name) {
  return name.split(/\+(?!$)/).map((part) => WORDS[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}

function isTypingIn(target) {
  return Boolean(target?.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]"));
}

/** Listen for the room's keys: not where somebody types, not under a modal dialog, single letters only where they are wanted. */
export function attach(room) {
  const early = holding(room, (event) => entries.some((entry) => !entry.isEarly && isFor(entry, event)));
  window.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || isTypingIn(event.target) || document.querySelector("dialog:modal")) return;
    if (event.target.closest?.("[popover]:popover-open, .combobox__list")) return;
    const isControl = event.target.closest?.("a, button, summary, [role=tab]") && ["Enter", "Space", "ArrowLeft", "ArrowRight", "Home", "End"].includes(nameOf(event));
    if (isControl) return;
    if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && !wantsKeys()) return;
    const entry = early(event) ?? entryFor(entries, event);
    if (!entry) return;
    event.preventDefault();
    event.stopPropagation();
    entry.run(event);
  }, true);
  const help = room.el.querySelector("#map-keys");
  const open = () => {
    help.querySelector("[data-keys]").replaceChildren(...listed(entries).map(sectionOf));
    help.showModal();
  };
  register({ keys: ["?"], label: "These keys", group: "Help", run: open, isEarly: true });
  room.el.addEventListener("click", (event) => event.target.closest("[data-show-keys]") && open());
}

function sectionOf([group, lines]) {
  const rows = lines.map(([keys, label]) => make("div", {}, make("dt", {}, ...keys.flatMap(keysOf)), make("dd", {}, label)));
  return make("section", {}, make("h3", {}, group), make("dl", { class: "key-list" }, ...rows));
}

function keysOf(parts, place) {
  const keys = parts.map((part) => make("kbd", {}, part));
  return place ? [" ", ...keys] : keys;
}
