// A change that was refused is shown on its cell: both values of a clash with who and when and three ways out, or why it was not taken.
// What has no cell in the drawing stands in the sheet's row; several fields at once and removed things are left to the page's dialog.
import { make } from "../core/dom.js";
import { register } from "./keys.js";
import { cellText } from "./echo.js";
import { store } from "./save.js";
import { shown } from "./statement.js";

const WHY = { denied: "Your role does not allow this.", locked: "The coach has paused or locked this for now.", invalid: "This could not be stored." };

/** The one field that a refused change set; null for changes of another kind. */
export function fieldOf(ops) {
  const [op] = ops ?? [];
  if (ops?.length !== 1 || op.k !== "set" || Object.keys(op.f).length !== 1) return null;
  const [field] = Object.keys(op.f);
  return { ref: op.r, field, mine: op.f[field] };
}

/** "14:05" of a time in milliseconds. */
export function clock(at) {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** Show refusals of this tab where they happened. */
export function attach(room) {
  const { live } = room;
  const panels = new Map();
  const sheet = room.el.querySelector("[data-sheet]");
  let edited = "";

  function show(id) {
    const found = live.conflict(id);
    const place = found && fieldOf(found.mine);
    const datum = place && room.datum(place.ref, place.field);
    if (!datum || found.why === "gone" || found.why === "id_reused" || !(isDrawn() ? anchor(place) : rowOf(place))) return false;
    drop(id);
    const panel = make("div", { class: "cell-clash", role: "group", "aria-label": `${datum.label}: not saved`, tabindex: "-1" }, ...parts(id, found, place, datum));
    panels.set(id, { panel, place });
    room.overlay.append(panel);
    room.overlay.classList.add("has-clash");
    placeAll();
    room.announce(`${datum.label}: not saved. ${panel.firstChild.textContent}. F8 goes there.`);
    return true;
  }

  function drop(id) {
    panels.get(id)?.panel.remove();
    panels.delete(id);
    room.overlay.classList.toggle("has-clash", panels.size > 0);
  }

  const decide = (id, how) => {
    const { place } = panels.get(id);
    drop(id);
    live.resolve(id, how);
    (isDrawn() ? room.group(place.ref) : rowOf(place)?.querySelector("[data-datum]"))?.focus({ preventScroll: true });
  };

  /** What was typed waits in the outbox until something else is typed; whoever leaves that with Esc is asked again. */
  const edit = (id, { ref, field, mine }, datum, rev) => {
    const send = (value) => {
      if (!live.conflict(id)) return store(room, ref, field, value, { base: rev });
      drop(id);
      return live.resolve(id, { value });
    };
    room.edit(ref, field, { text: datum.kind === "choice" ? mine : shown(datum, mine), base: rev, send });
    edited = room.overlay.querySelector(".inline-edit") ? id : ""; // beside the drawing, in the sheet, it covers nothing
    placeAll();
  };

  function parts(id, found, place, datum) {
    const [cur] = found.cur.filter((one) => one.r === place.ref && one.f === place.field);
    if (found.why === "conflict" && cur) {
      const who = room.nameOf(cur.u);
      return [
        make("p", { class: "conflict__head" }, `${who} changed this while you typed`),
        make("div", { class: "conflict__both" },
          make("div", {}, make("small", {}, `Theirs · ${who}${cur.at ? `, ${clock(cur.at)}` : ""}`), make("strong", {}, cellText(datum, cur.v))),
          make("div", {}, make("small", {}, "Yours · not saved yet"), make("strong", {}, cellText(datum, place.mine)))),
        buttons(["Keep theirs", () => decide(id, "theirs")], ["Use mine", () => decide(id, "mine")], ["Edit", () => edit(id, place, datum, cur.rev)]),
      ];
    }
    const words = [WHY[found.why] ?? WHY.invalid, ...found.errors.map((error) => error.text)];
    return [
      make("p", { class: "field__error" }, found.errors.length ? words.slice(1).join(" ") : words[0]),
      make("p", {}, "Yours, not saved: ", make("strong", {}, cellText(datum, place.mine))),
      buttons(...(found.why === "invalid" ? [["Edit", () => edit(id, place, datum, 0)]] : [["Try again", () => decide(id, "mine")]]), ["Discard", () => decide(id, "theirs")]),
    ];
  }

  function anchor({ ref, field }) {
    return room.cell(ref, field) ?? room.group(ref);
  }

  /** Whether the drawing is seen: a phone shows the list alone, and the row of the sheet is the field then. */
  function isDrawn() {
    return room.canvas.clientHeight > 0;
  }

  function rowOf({ ref, field }) {
    return sheet?.querySelector(`[data-row="${CSS.escape(`${ref} ${field}`)}"]`) ?? null;
  }

  function placeAll() {
    const isSeen = isDrawn();
    for (const [id, { panel, place }] of panels) {
      const row = isSeen ? null : rowOf(place);
      const at = id !== edited && (isSeen ? anchor(place) : row);
      panel.hidden = !at;
      panel.classList.toggle("cell-clash--row", Boolean(row));
      if (panel.parentElement !== (row ?? room.overlay)) (row ?? room.overlay).append(panel);
      if (row) row.closest("details")?.setAttribute("open", "");
      if (!at || row) continue;
      const box = room.boxOf(at);
      const [width, height] = [panel.offsetWidth, panel.offsetHeight];
      const below = box.top + box.height + 6;
      const top = below + height > room.canvas.clientHeight ? box.top - height - 6 : below;
      panel.style.left = `${Math.max(8, Math.min(box.left + box.width / 2 - width / 2, room.canvas.clientWidth - width - 8))}px`;
      panel.style.top = `${Math.max(8, Math.min(top, room.canvas.clientHeight - height - 8))}px`;
    }
  }

  room.on("edit", ({ field }) => {
    if (field) return;
    edited = "";
    placeAll();
  });
  live.on("no", ({ id }) => show(id));
  room.on("loaded", () => {
    for (const entry of live.outbox.undecided()) show(entry.id);
  });
  live.on("local", ({ id }) => drop(id));
  room.on("picture", placeAll);
  room.on("camera", placeAll);
  if (sheet) new MutationObserver(() => panels.size && placeAll()).observe(sheet, { childList: true });
  register({ keys: ["F8"], label: "Go to what was not saved", group: "Typing", when: () => panels.size > 0, run: () => [...panels.values()][0].panel.querySelector("button").focus() });
}

function buttons(...deeds) {
  const made = deeds.map(([words, run]) => {
    const button = make("button", { class: "button button--small", type: "button" }, words);
    button.addEventListener("click", run);
    return button;
  });
  return make("div", { class: "conflict__actions" }, ...made);
}
