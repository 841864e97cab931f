// The clock that all share: timer and block run down by the server's clock, whatever the browser's own says; and what the room is asked.
// The server is asked for its time when the page comes up, comes back, or something that runs has changed.
import { make } from "../core/dom.js";
import { live } from "../live/index.js";

const AGAIN = 60_000;
const [SLOW, SOON] = [1000, 2000];
const TICK = 250;
const TOPICS = ["timer", "agenda", "rounds", "workshop"];
const SAID = [300, 60, 0];

/** The server's time in milliseconds for a reading of a clock that never goes back: `heard` at its time `at`, after a way of `took`. */
export function serverTime({ heard, at, took }, reading) {
  return heard + took / 2 + (reading - at);
}

/** The better of two readings of the server's clock: the one with the shorter way, unless the two cannot both be right (a laptop slept). */
export function betterOf(known, fresh) {
  if (!known) return fresh;
  const apart = Math.abs(serverTime(known, fresh.at) - serverTime(fresh, fresh.at));
  return known.took < fresh.took && apart <= (known.took + fresh.took) / 2 ? known : fresh;
}

/** Whole seconds that are left of something that ends or is held; null where nothing runs. */
export function leftOf(running, now) {
  if (!running) return null;
  if (running.left !== null && running.left !== undefined) return running.left;
  return running.ends ? Math.ceil((running.ends - now) / 1000) : null;
}

/** How it is shown: 04:09, 1:02:03; what ran over its time with a plus. */
export function faceOf(seconds) {
  const all = Math.abs(seconds);
  const [hours, minutes, rest] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60].map((part) => String(part));
  const text = hours === "0" ? `${minutes.padStart(2, "0")}:${rest.padStart(2, "0")}` : `${hours}:${minutes.padStart(2, "0")}:${rest.padStart(2, "0")}`;
  return seconds < 0 ? `+${text}` : text;
}

/** The time of day in the room: 09:05. */
export function timeOfDay(now, zone) {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone }).format(now);
}

/** The timer as it is after a change, from the fields that its operation sets. */
export function timerAfter(timer, fields) {
  const found = { label: "", seconds: 0, ends: null, left: null, ...timer };
  if ("label" in fields) found.label = fields.label;
  if ("seconds" in fields) found.seconds = fields.seconds;
  if ("ends_at" in fields) found.ends = fields.ends_at ? Date.parse(fields.ends_at) : null;
  if ("left_seconds" in fields) found.left = fields.left_seconds;
  return found.seconds ? found : null;
}

/** What a face shows: the room's is the timer, else the block of now; the timer stops at nought, a block runs over. */
export function shownOn(kind, { timer, block }) {
  const running = kind === "block" ? block : kind === "timer" ? timer : (timer ?? block);
  return running && { ...running, isTimer: running === timer };
}

/** What is to be said aloud as so many seconds are left, `before` that many; empty for nothing. */
export function saidAt(before, left) {
  const mark = SAID.find((seconds) => before !== null && before > seconds && left <= seconds);
  if (mark === undefined) return "";
  return mark === 0 ? "The time is over." : `${mark / 60} ${mark === 60 ? "minute" : "minutes"} left.`;
}

class Clock {
  constructor(address) {
    Object.assign(this, { address, state: null, sync: null, last: null });
    this.fetch();
    setInterval(() => this.show(), TICK);
    setInterval(() => this.fetch(), AGAIN);
    for (const topic of TOPICS) document.body.addEventListener(`live:${topic}`, () => this.fetch());
    for (const [target, name] of [[document, "visibilitychange"], [window, "pageshow"], [window, "online"], [document, "live:fresh"]]) {
      target.addEventListener(name, () => (name === "live:fresh" ? this.show(true) : this.fetch()));
    }
    live.on("reset", () => this.fetch());
    live.on("ch", (frame) => this.take(frame));
  }

  take(frame) {
    const op = (frame.ops ?? []).find(({ r, f }) => r.startsWith("timer/") && f);
    if (!op || !this.state) return;
    this.state = { ...this.state, timer: timerAfter(this.state.timer, op.f) };
    this.show(true);
  }

  async fetch() {
    if (document.visibilityState !== "visible" || this.busy) return;
    this.busy = true;
    const begun = performance.now();
    try {
      const answer = await fetch(this.address, { credentials: "same-origin", headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const state = await answer.json();
      const at = performance.now();
      this.sync = betterOf(this.sync, { heard: state.now, at, took: at - begun });
      if (this.sync.took > SLOW) setTimeout(() => this.fetch(), SOON); // it may be off by half of that
      this.state = state;
      this.show(true);
      askRoom(state);
    } catch {
      // without a connection the clock goes on from what it knows
    } finally {
      this.busy = false;
    }
  }

  show(isNew = false) {
    if (!this.state) return;
    const now = serverTime(this.sync, performance.now());
    for (const face of document.querySelectorAll("[data-clock]")) this.showOn(face, now);
    const main = shownOn("room", this.state);
    const left = leftOf(main, now);
    const words = isNew ? "" : saidAt(this.last, left ?? Infinity);
    this.last = left;
    const says = document.querySelector("[data-clock-says]");
    if (words && says) says.textContent = words;
    for (const bar of document.querySelectorAll("[data-clock-gone]")) {
      if (!main) continue;
      bar.max = main.seconds;
      bar.value = Math.min(main.seconds, Math.max(0, main.seconds - left));
    }
  }

  showOn(face, now) {
    const running = shownOn(face.dataset.clock, this.state);
    const left = leftOf(running, now);
    face.hidden = left === null && face.hasAttribute("data-clock-quiet");
    const idle = face.hasAttribute("data-clock-idle") ? timeOfDay(now, this.state.zone) : "–";
    const text = left === null ? idle : faceOf(running.isTimer ? Math.max(0, left) : left);
    const place = face.querySelector("[data-face]") ?? face;
    if (place.textContent !== text) place.textContent = text;
    face.classList.toggle("is-over", left !== null && left <= 0);
    face.classList.toggle("is-held", Boolean(running?.left));
  }
}

/** What the wall says of the round that was begun last. */
export function onWall({ question, voices, of }) {
  return voices ? `${question} ${voices} of ${of}` : question;
}

/** The bar on every page that says what the coach asks, for who has not answered yet; on the wall what the room is asked. */
function askRoom({ asking, is_asked: isAsked, page }) {
  const wall = document.querySelector("[data-wall-ask]");
  if (wall) {
    wall.hidden = !asking.length;
    wall.textContent = asking.length ? onWall(asking[0]) : "";
  }
  const bar = document.querySelector("#room-ask");
  if (!bar) return;
  const open = isAsked && location.pathname !== page ? asking.filter((one) => !one.mine && location.pathname !== one.url) : [];
  bar.hidden = !open.length;
  if (!open.length) return bar.replaceChildren();
  const [one] = open;
  const words = open.length === 1 ? [make("strong", {}, `${one.label}: `), one.question] : [make("strong", {}, `${open.length} questions wait for you`)];
  const way = open.length === 1 ? { href: one.url, label: one.asks } : { href: page, label: "Answer" };
  bar.replaceChildren(make("div", { class: "room-ask__bar" }, make("span", {}, ...words),
    make("a", { class: "button button--small button--primary", href: way.href }, way.label)));
}

if (live.ready) new Clock(`/workshops/${live.workshop}/clock/`);
