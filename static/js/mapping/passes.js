// A pass: counts on the steps, the next gap, and only the data that are asked for on the sheet.
import { make } from "../core/dom.js";
import { register } from "./keys.js";
import { boxIn, chip } from "./marks.js";

/** The gap after `last` in the order of the flow, round and round; null without any. */
export function gapAfter(gaps, last) {
  if (!gaps.length) return null;
  const at = gaps.findIndex((gap) => last && gap.r === last.r && gap.f === last.f);
  return gaps[(at + 1) % gaps.length];
}

/** Give the room its pass. */
export function attach(room) {
  let last = null;
  const open = () => JSON.parse(room.el.querySelector("#pass-bar")?.dataset.open ?? '{"steps":{},"gaps":[]}');
  const chosen = () => room.modes.passes?.find((one) => one.key === passKey()) ?? null;
  const passKey = () => (room.el.querySelector("#pass-bar") ? room.modes.pass : "");

  room.marks.set("passes", () => Object.entries(open().steps).map(([step, [done, of]]) => {
    const box = boxIn(room.group(`step/${step}`));
    return box && chip(box.x + 6, box.y + box.height + 1, done === of ? "✓" : `${done}/${of}`, done === of ? "mark-count--full mark-count" : "mark-count", 16);
  }));

  function go() {
    const gap = gapAfter(open().gaps, last);
    last = gap;
    if (!gap) return room.announce?.("Nothing of this pass is open.");
    const ref = gap.r.startsWith("flow/") && !room.group(gap.r) ? `step/${gap.step}` : gap.r;
    room.selection.set(gap.step && !room.group(ref) ? `step/${gap.step}` : ref);
    if (gap.f && room.can("edit-map")) room.edit?.(gap.r, gap.f) || room.sheet?.(gap.r, gap.f);
    room.announce?.(`Next gap: ${gap.words}`);
  }

  room.el.addEventListener("click", (event) => {
    if (!event.target.closest("[data-next-gap]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go();
  });
  register({ keys: ["d"], label: "The next datum that the pass asks for", group: "Passes", when: () => Boolean(chosen()), run: go });
  document.addEventListener("htmx:after:swap", () => room.marks.redraw("passes"));
  narrowSheet(room, chosen);
}

/** On the sheet of a step stand the data of the pass alone, until all are asked for. */
function narrowSheet(room, chosen) {
  const sheet = room.el.querySelector("[data-sheet]");
  if (!sheet) return;
  let wantsAll = false;
  const narrow = () => {
    const one = chosen();
    const isNarrow = Boolean(one) && !wantsAll && sheet.dataset.shows?.startsWith("step/");
    for (const row of sheet.querySelectorAll("[data-row]")) {
      const [ref, key] = row.dataset.row.split(" ");
      row.hidden = isNarrow && ref.startsWith("step/") && !one.sheet.includes(key);
    }
    for (const part of sheet.querySelectorAll("details")) {
      const rows = [...part.querySelectorAll("[data-row]")];
      if (!rows.length) continue;
      part.hidden = rows.every((row) => row.hidden);
      if (isNarrow && !part.hidden) part.open = true;
    }
    sheet.querySelector("[data-all-data]")?.remove();
    if (!one || !sheet.dataset.shows?.startsWith("step/") || !sheet.querySelector("[data-row]")) return;
    const button = make("button", { class: "button button--small button--quiet", type: "button", "data-all-data": true }, isNarrow ? "All data of the step" : `Only ${one.label.toLowerCase()}`);
    button.addEventListener("click", () => {
      wantsAll = !wantsAll;
      narrow();
    });
    sheet.append(button);
  };
  new MutationObserver((changes) => changes.some((change) => [...change.addedNodes].some((node) => !node.matches?.("[data-all-data]"))) && narrow()).observe(sheet, { childList: true });
  room.on("modes", narrow);
}
