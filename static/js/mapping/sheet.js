// The sheet of what is chosen: all its data as form rows that save themselves, who says so under each number, and what is pinned here.
import { make } from "../core/dom.js";
import { openFor } from "./commands.js";
import { register } from "./keys.js";
import { lockWords } from "./locked.js";
import { symbol } from "./menu.js";
import { hold, holdsTyping, refresh } from "./sheet-field.js";
import { partsOf, shapeOf } from "./sheet-parts.js";

/** Give the room its sheet: room.sheet(ref, field, typed) opens it, with the cursor in a field, where `typed` ({text, base, send}) stands if
 * somebody typed it elsewhere. */
export function attach(room) {
  const sheet = room.el.querySelector("[data-sheet]");
  const overview = room.el.querySelector("[data-overview]");
  let shown = null;

  function draw() {
    const has = shown && Object.keys(room.record(shown)).length > 0;
    sheet.hidden = !has;
    overview.hidden = Boolean(has);
    if (!has) return void sheet.replaceChildren();
    sheet.dataset.shows = shown;
    sheet.dataset.shape = shapeOf(room, shown);
    const opened = sheet.dataset.of === shown ? openIn(sheet) : new Set();
    sheet.dataset.of = shown;
    sheet.replaceChildren(...partsOf(room, shown));
    for (const details of sheet.querySelectorAll("details")) if (opened.has(nameOf(details))) details.open = true;
    sayLock(room, shown, sheet);
    const { refs } = room.selection;
    if (refs.length > 1) sheet.firstElementChild.after(make("p", { class: "note step-sheet__one" }, make("span", {}, `${refs.length} are chosen. What you type here is for this one; the tools beside them are for all.`)));
  }

  room.sheet = (ref, field = "", typed = null) => {
    if (room.selection.ref !== ref) room.selection.set(ref, { focus: false });
    if (shown !== ref) draw((shown = ref));
    room.showTab("rail-step");
    if (matchMedia("(max-width: 720px)").matches) sheet.closest(".map-rail").scrollIntoView({ block: "start" });
    const input = field ? sheet.querySelector(`[data-datum="${CSS.escape(`${ref} ${field}`)}"]`) : sheet.querySelector(".input, .textarea, .select");
    input?.closest("details")?.setAttribute("open", "");
    input?.focus();
    if (input && typed) hold(room, input.closest("[data-row]"), input, typed);
    else input?.select?.();
    return Boolean(input);
  };

  room.on("select", ({ ref }) => {
    shown = ref;
    draw();
    sheet.parentElement.scrollTop = 0;
    if (!ref) return;
    room.showTab("rail-step");
    if (matchMedia("(max-width: 720px)").matches) sheet.closest(".map-rail").scrollIntoView({ block: "start" });
  });
  const job = { fill: () => shown && refreshed() };
  const update = () => shown && room.redraw(job);
  const refreshed = () => {
    if (!room.live.records(shown.split("/")[0]).has(shown)) return void room.selection.clear();
    const isBusy = sheet.contains(document.activeElement) || holdsTyping(sheet);
    if (sheet.dataset.shape !== shapeOf(room, shown) && !isBusy) draw();
    else {
      refresh(room, sheet);
      sayLock(room, shown, sheet);
    }
  };
  room.on("modes", update);
  for (const name of ["ch", "local", "no", "reset", "perm"]) room.live.on(name, update);
  room.on("loaded", () => {
    shown = room.selection.ref;
    draw();
  });
  overview.addEventListener("click", (event) => {
    const ref = event.target.closest("[data-goes]")?.dataset.goes;
    if (!ref || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    room.selection.set(ref, { focus: !matchMedia("(max-width: 720px)").matches });
    if (matchMedia("(max-width: 720px)").matches) room.sheet(ref);
  });
  sheet.addEventListener("click", (event) => {
    const goes = event.target.closest("[data-goes]");
    if (goes) room.selection.set(goes.dataset.goes || null, { focus: false });
    const more = event.target.closest("[data-all-commands]")?.getBoundingClientRect();
    if (more) openFor(room, { left: more.left, top: more.bottom + 2 });
    if (event.target.closest("[data-wastes]")) room.askWastes([shown]);
  });
  register({ keys: ["e"], label: "All data of what is chosen, in the sheet", group: "Typing", when: () => Boolean(room.selection.ref), run: () => room.sheet(room.selection.ref) });
}

/** What somebody opened in the sheet stays open when it is drawn afresh. */
function openIn(sheet) {
  return new Set([...sheet.querySelectorAll("details[open]")].map(nameOf));
}

function nameOf(details) {
  return details.closest("[data-row]")?.dataset.row ?? details.firstElementChild.textContent;
}

/** Why nothing can be written here, in the second line; it comes and goes while the cursor stays where it is. */
function sayLock(room, ref, sheet) {
  const said = sheet.querySelector(".step-sheet__lock");
  if (Boolean(said) === Boolean(room.lockOn(ref))) return;
  if (said) return void said.remove();
  const words = make("p", { class: "note note--wait step-sheet__lock" }, symbol(room, "lock"), make("span", {}, lockWords(room, ref)));
  sheet.firstElementChild.after(words);
}
