// What is chosen on the map. The drawing is one tab stop; arrows go from step to step. Choice and focus outlive every new picture, and what
// was just added can be chosen before it is drawn: what is done next begins from it.
import { register } from "./keys.js";
import { dress, ringing } from "./dress.js";
import { along, around, vertical } from "./walk.js";

const SELECTABLE = "[data-ref]";

/** Give the room its selection: ref, refs, set(refs), toggle(ref), clear(). */
export function attach(room) {
  let refs = [];
  let focused = "";
  const selection = (room.selection = {
    get ref() {
      return refs.at(-1) ?? null;
    },
    get refs() {
      return [...refs];
    },
    set(wanted, { focus = true, reveal = true } = {}) {
      const before = refs.join(" ");
      refs = [wanted].flat().filter((ref) => room.has(ref));
      show();
      const group = room.group(selection.ref ?? "");
      if (group && focus) group.focus({ preventScroll: true });
      if (group && reveal) room.camera.reveal(group);
      if (before !== refs.join(" ")) room.emit("select", { refs: selection.refs, ref: selection.ref });
    },
    toggle(ref) {
      selection.set(refs.includes(ref) ? refs.filter((one) => one !== ref) : [...refs, ref], { reveal: false });
    },
    clear() {
      selection.set([], { focus: false });
    },
  });

  function show() {
    const groups = [...(room.svg?.querySelectorAll(SELECTABLE) ?? [])];
    const stop = room.group(selection.ref)?.dataset.ref ?? groups.find((group) => group.dataset.ref.startsWith("step/"))?.dataset.ref ?? groups[0]?.dataset.ref;
    for (const group of groups) {
      const chosen = refs.includes(group.dataset.ref);
      const tabindex = group.dataset.ref === stop ? "0" : "-1";
      if (group.getAttribute("tabindex") !== tabindex) group.setAttribute("tabindex", tabindex);
      if (group.classList.contains("is-selected") === chosen) continue;
      group.classList.toggle("is-selected", chosen);
      if (chosen) group.setAttribute("aria-current", "true");
      else group.removeAttribute("aria-current");
    }
  }

  function keepThere() {
    const before = refs.length;
    refs = refs.filter((ref) => room.has(ref));
    if (refs.length !== before) room.emit("select", { refs: selection.refs, ref: selection.ref });
  }

  const rings = ringing(room);
  room.on("picture", () => {
    dress(room);
    room.redraw(rings);
    keepThere();
    show();
    const lost = focused && (document.activeElement === document.body || !document.activeElement?.isConnected);
    if (lost) room.group(focused)?.focus({ preventScroll: true });
  });
  room.on("loaded", () => dress(room));
  document.addEventListener("focusin", (event) => {
    const group = room.svg?.contains(event.target) ? event.target.closest(SELECTABLE) : null;
    focused = group?.dataset.ref ?? "";
    const isAwaited = refs.length && !room.group(selection.ref); // the focus goes to what was added as soon as it is drawn: until then it is where a dialog left it
    if (group && !isAwaited && !refs.includes(focused) && event.target.matches(":focus-visible")) selection.set(focused, { focus: false });
  });
  room.canvas.addEventListener("click", (event) => {
    if (event.target.closest(".map-overlay > *")) return;
    const group = event.target.closest?.(SELECTABLE);
    if (!group) return void (event.target.closest(".map-sheet, .map-canvas") && selection.clear());
    if (event.ctrlKey || event.metaKey || event.shiftKey) selection.toggle(group.dataset.ref);
    else selection.set(group.dataset.ref, { reveal: false });
  });
  bindKeys(room);
}

function bindKeys(room) {
  const { selection } = room;
  const onMap = () => room.canvas.contains(document.activeElement) || document.activeElement === document.body;
  // before the records are there, the drawing tells the order
  const steps = () => (room.isLoaded ? room.rows("step") : all().filter((ref) => ref.startsWith("step/")).map((ref) => [ref, {}]));
  const all = () => [...room.svg.querySelectorAll(SELECTABLE)].map((group) => group.dataset.ref);
  const boxes = () => [...room.svg.querySelectorAll(SELECTABLE)].map((group) => ({ ref: group.dataset.ref, ...room.placeOf(group) }));
  const go = (ref) => ref && selection.set(ref);
  const sideways = (direction) => go(selection.ref?.startsWith("step/") || !selection.ref ? along(steps(), room.rows("flow"), selection.ref, direction) : around(all(), selection.ref, direction));
  const upwards = (direction) => {
    if (!selection.ref) return go(steps()[0]?.[0] ?? all()[0]);
    const here = boxes().filter(({ width }) => width);
    const from = here.find((box) => box.ref === selection.ref);
    go(from && vertical(here.filter((box) => !box.ref.startsWith("flow/")), from, direction)?.ref);
  };
  const group = "Moving about";
  const add = (keys, label, run) => register({ keys, label, group, when: onMap, run, isEarly: true });
  add(["ArrowLeft"], "The step before", () => sideways(-1));
  add(["ArrowRight"], "The step after", () => sideways(1));
  add(["ArrowUp"], "What is above", () => upwards(-1));
  add(["ArrowDown"], "What is below", () => upwards(1));
  add(["Home"], "The first step", () => go(steps()[0]?.[0]));
  add(["End"], "The last step", () => go(steps().at(-1)?.[0]));
  add(["PageDown"], "The next thing: flows, parties and notes too", () => go(around(all(), selection.ref, 1)));
  add(["PageUp"], "The thing before", () => go(around(all(), selection.ref, -1)));
  register({ keys: ["Escape"], label: "Choose nothing", group, when: () => onMap() && Boolean(selection.ref), run: () => selection.clear(), isEarly: true });
}
