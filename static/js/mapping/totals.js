// The strip of totals keeps up with the map, marks what moved, and says at its end what moved it, who and when.
import { bindAll, make } from "../core/dom.js";
import { ago, changedFigures, difference, whereOf } from "./total-words.js";

const MARKED = 4000;
const TICK = 5000;
const REMEMBERED = 30;
const MOST_FAULTS = 2;

/** Keep the room's totals as new as its picture. */
export function attach(room) {
  const strip = room.el.querySelector(".figures[data-totals]");
  const given = room.svg?.dataset.totals;
  if (!strip || !given) return;
  let totals = JSON.parse(given);
  let last = null;
  const changes = [];

  room.live.on("ch", (frame) => {
    if (frame.ops) changes.push({ s: frame.s, u: frame.u, ops: frame.ops, where: whereOf(frame.ops, words(room)), at: Date.now() });
    changes.splice(0, changes.length - REMEMBERED);
  });
  room.on("loaded", () => {
    for (const change of changes) change.where = whereOf(change.ops, words(room)); // what came before its record was known
    tell();
  });
  room.on("totals", ({ totals: fresh, rev }) => {
    if (!fresh) return;
    const moved = difference(totals, fresh);
    const marked = changedFigures(totals, fresh);
    totals = fresh;
    draw(strip, fresh);
    mark(strip, marked);
    const change = changes.filter((one) => one.s <= rev).at(-1);
    if (moved) last = { moved, change, at: change?.at ?? Date.now() };
    if (fresh.errors) last = null;
    tell();
  });
  setInterval(tell, TICK);

  function tell() {
    const place = strip.querySelector("[data-last]");
    place.hidden = !last;
    if (!last) return;
    const { moved, change } = last;
    place.classList.toggle("is-better", moved.isBetter);
    place.querySelector("[data-up]").hidden = !moved.isUp;
    place.querySelector("[data-down]").hidden = moved.isUp;
    place.querySelector("strong").textContent = moved.text;
    place.querySelector("[data-words]").textContent = moved.words;
    const who = !change ? "" : change.u === room.live.user ? "You" : room.nameOf(change.u);
    place.querySelector("small").textContent = [who, change?.where, ago(Date.now() - last.at)].filter(Boolean).join(", ");
  }
}

function words(room) {
  return {
    steps: room.rows("step").map(([, fields]) => fields.id),
    idOf: (ref) => room.record(ref).id,
    flowOf: (ref) => room.record(ref),
    labelOf: (ref, field) => (room.datum(ref, field)?.label ?? field.replace("_", " ")).toLowerCase(),
  };
}

/** Show totals in the strip, or what has to be drawn to an end first. */
export function draw(strip, totals) {
  const missing = strip.querySelector("[data-missing]");
  const figures = totals.figures ?? [];
  strip.hidden = !figures.length && !totals.errors;
  missing.hidden = !totals.errors;
  if (totals.errors) missing.querySelector("[data-words]").textContent = faultWords(totals.errors);
  document.querySelector(".map-faults")?.toggleAttribute("hidden", !totals.errors);
  const shown = new Map([...strip.querySelectorAll("[data-total]")].map((figure) => [figure.dataset.total, figure]));
  for (const [key, figure] of shown) if (!figures.some((one) => one.key === key)) figure.remove();
  for (const figure of figures) {
    const element = shown.get(figure.key) ?? missing.parentElement.insertBefore(link(strip, figure), missing);
    fill(element, figure);
  }
  bindAll(strip);
}

/** What is wrong with a half-drawn map, in a sentence or two. */
export function faultWords(errors) {
  const more = errors.length - MOST_FAULTS;
  return errors.slice(0, MOST_FAULTS).map((fault) => fault.text).join(" ") + (more > 0 ? ` And ${more} more.` : "");
}

function link(strip, figure) {
  const href = strip.dataset.href.replace("lead_time", figure.key);
  return make("a", { class: "figure", "data-total": figure.key, "data-behaviour": "explain", href });
}

function fill(element, figure) {
  element.className = ["figure", figure.tone && `figure--${figure.tone}`, figure.is_name && "figure--name"].filter(Boolean).join(" ");
  const value = make("span", { class: "figure__value" });
  if (figure.bound) value.append(make("small", { class: "figure__bound" }, figure.bound), " ");
  value.append(figure.value);
  if (figure.unit) value.append(" ", make("small", {}, figure.unit));
  element.replaceChildren(make("span", { class: "figure__label" }, figure.label), value);
  if (figure.note) element.append(make("span", { class: "figure__note", title: figure.note }, figure.note));
}

function mark(strip, keys) {
  for (const key of keys) {
    const element = strip.querySelector(`[data-total="${key}"]`);
    element?.classList.add("is-changed");
    setTimeout(() => element?.classList.remove("is-changed"), MARKED);
  }
}
