// What a `map` frame means for the picture on the page, and how its keyed groups are put in; the rules are live-protocol.md 3.4.
const SVG = "http://www.w3.org/2000/svg";
/** What the page gives a group, and the server does not. */
const KEPT = new Set(["tabindex", "data-ref"]);

/**
 * What to do with a frame.
 * @param {number} mine the change that the picture shows
 * @param {Set<string>} have ids of its groups
 * @param {{rev: number, base?: number, order?: string[], groups?: Object<string, string>}} frame
 * @returns {"ignore"|"apply"|"fetch"}
 */
export function meaning(mine, have, frame) {
  if (frame.rev <= mine) return "ignore";
  if (!frame.groups || !frame.order || !(frame.base <= mine)) return "fetch";
  return frame.order.every((id) => have.has(id) || Object.hasOwn(frame.groups, id)) ? "apply" : "fetch";
}

/** The keyed groups of a drawing, by id. */
export function groupsOf(svg) {
  return new Map([...svg.querySelectorAll(":scope > g[id]")].map((group) => [group.id, group]));
}

/** Markup of groups as elements of this document; an Error where it is no markup. */
export function parsed(groups) {
  const text = `<svg xmlns="${SVG}">${Object.values(groups).join("")}</svg>`;
  const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (root.nodeName !== "svg" || root.querySelector("parsererror")) throw new Error("the picture could not be read");
  return new Map([...root.children].map((group) => [group.id, document.importNode(group, true)]));
}

/** Put groups into a drawing, in this order; those not in the order go. What did not change stays the same element. */
export function place(svg, order, fresh) {
  const have = groupsOf(svg);
  const keep = new Set(order);
  for (const [id, group] of have) if (!keep.has(id)) group.remove();
  const all = new Map(have);
  for (const [id, group] of fresh) all.set(id, have.has(id) ? inPlaceOf(have.get(id), group) : group);
  let behind = null;
  for (const id of order) {
    const group = all.get(id);
    const next = behind ? behind.nextElementSibling : svg.firstElementChild;
    if (group !== next) svg.insertBefore(group, next);
    behind = group;
  }
}

/** A group in the place of its older self. The one that has the focus takes over what the new one is and keeps it: losing and getting
 * it back would lay out the page twice. */
function inPlaceOf(old, fresh) {
  if (old !== document.activeElement) {
    old.replaceWith(fresh);
    return fresh;
  }
  for (const { name } of [...old.attributes]) if (!KEPT.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (!KEPT.has(name)) old.setAttribute(name, value);
  old.replaceChildren(...fresh.childNodes);
  return old;
}

/** Do something to the drawing and give the focus back to the group that had it, or to the group of the cell that had it. */
export function keepingFocus(svg, change) {
  const active = document.activeElement;
  const id = svg.contains(active) ? active.closest("g[id]")?.id : null;
  change();
  if (id && !svg.contains(document.activeElement)) svg.querySelector(`#${CSS.escape(id)}`)?.focus({ preventScroll: true });
}
