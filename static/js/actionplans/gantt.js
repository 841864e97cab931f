// Bars of the timeline that are dragged with a mouse or pen. A click, a finger and the keyboard open the page with the date fields instead.
import { define, Element, make } from "../core/dom.js";

const EDGE = 8;
const SHORT = { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" };

/** An ISO date some days later; empty stays empty. */
export function later(day, count) {
  if (!day) return "";
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** Which part of a bar is held: its start, its end, or all of it. Short bars and those with one date have no ends to hold. */
export function partAt(x, left, width, bar) {
  if (!bar.start || !bar.end || width < 3 * EDGE) return "all";
  if (x - left <= EDGE) return "start";
  return left + width - x <= EDGE ? "end" : "all";
}

/** The dates of a bar after dragging a part of it by some days; an end never passes the other. */
export function dragged(bar, part, count) {
  const start = part === "end" ? bar.start : later(bar.start, count);
  const end = part === "start" ? bar.end : later(bar.end, count);
  if (part === "start" && start > end) return { start: end, end };
  if (part === "end" && end < start) return { start, end: start };
  return { start, end };
}

/** The dates as people read them: `Mon 7 Dec to Fri 11 Dec`. */
export function words({ start, end }) {
  const shown = (day) => new Intl.DateTimeFormat("en-GB", SHORT).format(new Date(`${day}T00:00:00Z`)).replace(",", "");
  return [...new Set([start, end].filter(Boolean))].map(shown).join(" to ");
}

class VsmGantt extends Element {
  connectedCallback() {
    const form = this.querySelector("form[data-dates]");
    if (!form) return;
    this.addEventListener("dragstart", (event) => event.preventDefault());
    this.addEventListener("pointerdown", (event) => this.hold(event));
    this.addEventListener("pointermove", (event) => this.move(event));
    this.addEventListener("pointerup", (event) => this.drop(event));
    this.addEventListener("pointercancel", () => this.release());
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.release());
    this.addEventListener("click", (event) => this.swallow(event), true);
  }

  hold(event) {
    const link = event.target.closest?.("[data-bar]");
    if (!link || event.button !== 0 || event.pointerType === "touch") return;
    const rect = link.querySelector("rect.bar");
    const scale = this.querySelector("svg").getScreenCTM().a;
    const box = { x: Number(rect.getAttribute("x")), width: Number(rect.getAttribute("width")) };
    const edges = rect.getBoundingClientRect();
    const part = partAt(event.clientX, edges.left, edges.width, link.dataset);
    this.held = { link, rect, box, part, from: event.clientX, unit: scale * Number(this.dataset.day), days: 0 };
  }

  move(event) {
    const held = this.held;
    if (!held) return;
    const days = Math.round((event.clientX - held.from) / held.unit);
    if (days === held.days) return;
    if (!this.hasPointerCapture(event.pointerId)) this.setPointerCapture(event.pointerId);
    held.days = days;
    this.show(held);
  }

  show({ link, rect, box, part, days }) {
    const to = dragged(link.dataset, part, days);
    const shift = days * Number(this.dataset.day);
    const least = Number(this.dataset.day);
    const width = part === "all" ? box.width : Math.max(least, part === "end" ? box.width + shift : box.width - shift);
    rect.setAttribute("x", part === "all" ? box.x + shift : part === "start" ? box.x + box.width - width : box.x);
    rect.setAttribute("width", width);
    link.querySelector(".bar__done")?.setAttribute("visibility", "hidden");
    const hint = (this.hint ??= this.newHint(link));
    hint.textContent = words(to);
    hint.setAttribute("x", Number(rect.getAttribute("x")));
    hint.setAttribute("y", Number(rect.getAttribute("y")) - 3);
  }

  newHint(link) {
    const hint = document.createElementNS("http://www.w3.org/2000/svg", "text");
    hint.setAttribute("class", "drag-hint");
    hint.setAttribute("font-size", "12");
    link.parentNode.append(hint);
    return hint;
  }

  drop() {
    const held = this.held;
    if (!held) return;
    const to = held.days && dragged(held.link.dataset, held.part, held.days);
    if (!to || !held.link.isConnected || (to.start === held.link.dataset.start && to.end === held.link.dataset.end)) return this.release();
    this.held = null;
    this.moved = true;
    this.send(held.link, to);
  }

  /** Send the form of the date fields: what was shown, at which revision, and what it is to be. */
  send(link, { start, end }) {
    const form = this.querySelector("form[data-dates]");
    const address = new URL(link.getAttribute("href"), location.href);
    const { start: first, end: last, revStart, revEnd } = link.dataset;
    const values = { start, end, "initial-start": first, "initial-end": last, rev_start: revStart, rev_end: revEnd };
    for (const [name, value] of Object.entries({ ...values, next: address.searchParams.get("next") })) {
      form.append(make("input", { type: "hidden", name, value }));
    }
    form.action = address.pathname;
    form.submit();
  }

  /** Put a bar back where it was. */
  release() {
    const held = this.held;
    this.held = null;
    this.hint?.remove();
    this.hint = null;
    if (!held) return;
    this.moved = held.days !== 0;
    held.rect.setAttribute("x", held.box.x);
    held.rect.setAttribute("width", held.box.width);
    held.link.querySelector(".bar__done")?.removeAttribute("visibility");
  }

  /** The click that ends a drag opens nothing. */
  swallow(event) {
    if (!this.moved) return;
    this.moved = false;
    event.preventDefault();
    event.stopPropagation();
  }
}

define("vsm-gantt", VsmGantt);
