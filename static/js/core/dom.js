// Behaviours: an element with data-behaviour="name" is given to the attach() that a page's script registered under that name.
const behaviours = new Map();

/** Make a behaviour known and give it what is on the page already. */
export function register(name, attach) {
  behaviours.set(name, attach);
  bindAll(document);
}

/** Attach registered behaviours inside a node, and to the node itself, once each. */
export function bindAll(root) {
  if (!root?.querySelectorAll) return;
  const found = [...root.querySelectorAll("[data-behaviour]")];
  if (root.matches?.("[data-behaviour]")) found.unshift(root);
  for (const element of found) {
    for (const name of element.dataset.behaviour.split(" ")) {
      const bound = (element.bound ??= new Set());
      if (behaviours.has(name) && !bound.has(name)) {
        bound.add(name);
        behaviours.get(name)(element);
      }
    }
  }
}

/** What custom elements inherit from; a plain class where there is no browser (tests of pure functions). */
export const Element = globalThis.HTMLElement ?? class {};

/** Define a custom element once. */
export function define(name, type) {
  if (globalThis.customElements && !customElements.get(name)) customElements.define(name, type);
}

/** A new element with attributes and children; text children are text, never markup. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  element.append(...children);
  return element;
}
