// Brings a part of a page up to date: only what the server changed since its last copy is changed here, so that what people opened,
// chose or typed stays. Forms that somebody types into and open menus are left for later.
import { isChanged } from "../components/unsaved.js";
import { uuid7 } from "./ids.js";

const FIELD = "input:not([type=hidden]), textarea, select, [contenteditable]";
const OPEN = "[popover]:popover-open, dialog[open]";

/** Whether somebody is at work in a node: a field with focus or other content than at first, an open menu or dialog. The line of a draft,
 * which is emptied whenever something of it is sent, counts only with words in it: the cursor stays there. */
export function isBusy(node) {
  if (node.nodeType !== Node.ELEMENT_NODE) return false;
  const active = document.activeElement;
  if (node.contains(active) && active.matches(FIELD) && !active.closest("[data-draft]")) return true;
  if (node.matches(OPEN) || node.querySelector(OPEN)) return true;
  const fields = [...(node.matches(FIELD) ? [node] : []), ...node.querySelectorAll(FIELD)];
  return fields.some((field) => "value" in field && (field.closest("[data-draft]") ? field.value : isChanged(field)));
}

/** Make `here`, which was rendered as `base`, show `fresh`. Calls `added(node)` for new nodes. False when something was left for later. */
export function freshen(here, base, fresh, added = () => {}) {
  if (base.isEqualNode(fresh)) return true;
  if (here.nodeType !== Node.ELEMENT_NODE) {
    here.data = fresh.data;
    return true;
  }
  if (here.hasAttribute("data-live-own")) return true;
  if (here.tagName === "FORM" && isBusy(here)) return false;
  setAttributes(here, base, fresh);
  const [mine, before, after] = [here, base, fresh].map(partsOf);
  if (mine.length !== before.length || !mine.every((node, place) => isSamePlace(node, before[place]))) return replaceAll(here, fresh, added);
  if (before.length === after.length && before.every((node, place) => isSamePlace(node, after[place]))) {
    return before.map((node, place) => freshen(mine[place], node, after[place], added)).every(Boolean);
  }
  return reorder(here, mine, before, after, added);
}

/** What differs in every answer without meaning anything: the token of forms, and the id that a form gives its change. */
export function withoutChance(root, token) {
  for (const field of root.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.setAttribute("value", token);
  for (const field of root.querySelectorAll("input[name=change_id]")) field.setAttribute("value", "");
  return root;
}

/** Children that count: no comments, no white space between elements. */
function partsOf(node) {
  return [...node.childNodes].filter((child) => child.nodeType === Node.ELEMENT_NODE || (child.nodeType === Node.TEXT_NODE && child.data.trim()));
}

function isSamePlace(one, two) {
  return one.nodeName === two.nodeName && (one.id ?? "") === (two.id ?? "");
}

function setAttributes(here, base, fresh) {
  for (const { name, value } of fresh.attributes) {
    if (base.getAttribute(name) === value) continue;
    here.setAttribute(name, value);
    if (name === "value" && here.tagName === "INPUT") here.value = value;
  }
  for (const { name } of base.attributes) if (!fresh.hasAttribute(name)) here.removeAttribute(name);
}

function imported(node, added) {
  const made = document.importNode(node, true);
  for (const field of made.querySelectorAll?.("input[name=change_id]") ?? []) field.value = uuid7();
  added(made);
  return made;
}

function replaceAll(here, fresh, added) {
  if (isBusy(here)) return false;
  here.replaceChildren(...[...fresh.childNodes].map((node) => imported(node, added)));
  return true;
}

/** For each node after, the place before that it was at: by its id or being equal, else by tag and classes. */
function matches(before, after, unused) {
  const places = new Array(after.length);
  const tries = [
    (one, two) => (two.id ? isSamePlace(one, two) : one.isEqualNode(two)),
    (one, two) => !two.id && isSamePlace(one, two) && (one.className ?? "") === (two.className ?? ""),
  ];
  for (const fits of tries) {
    after.forEach((node, at) => {
      places[at] ??= [...unused].find((place) => fits(before[place], node));
      unused.delete(places[at]);
    });
  }
  return places;
}

/** Children came, went or moved. */
function reorder(here, mine, before, after, added) {
  const unused = new Set(before.keys());
  let isWhole = true;
  const places = matches(before, after, unused);
  const wanted = after.map((node, at) => {
    const place = places[at];
    if (place === undefined) return imported(node, added);
    isWhole = freshen(mine[place], before[place], node, added) && isWhole;
    return mine[place];
  });
  for (const place of unused) {
    if (isBusy(mine[place])) {
      isWhole = false;
      wanted.splice(Math.min(place, wanted.length), 0, mine[place]);
    } else mine[place].remove();
  }
  let next = here.firstChild;
  for (const node of wanted) {
    while (next && next !== node && !wanted.includes(next)) next = next.nextSibling;
    if (next === node) next = next.nextSibling;
    else here.insertBefore(node, next);
  }
  return isWhole;
}
