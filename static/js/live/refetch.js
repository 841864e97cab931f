// Pages keep themselves fresh: when a topic that a page shows has moved, the page is fetched again with the viewer's own rights, and what
// changed on it is taken over. One request at a time, only while somebody looks; the server answers 304 when nothing moved.
import { bindAll } from "../core/dom.js";
import { csrfToken } from "../core/http.js";
import { freshen, withoutChance } from "./freshen.js";
import { pristine } from "./pristine.js";

/** Between two fetches a page rests this many times as long as the last one took: a busy server is asked less often. */
const REST = 4;
const EVERY = 5000;

/** Follow the topics of this page. */
export function follow(live) {
  const topics = live.config.shows ?? [];
  if (!topics.length || !pristine) return;
  const page = new Page({ leave: () => live.leave() });
  for (const topic of topics) document.body.addEventListener(`live:${topic}`, () => page.due());
  live.on("perm", () => page.due());
  live.on("reset", () => page.due());
}

/** A page over several workshops has no connection of its own: it asks every few seconds, while somebody looks, whether it is another. */
export function askAgain(tag) {
  const page = new Page({ tag, leave: () => location.reload() });
  setInterval(() => page.due(), EVERY);
}

class Page {
  constructor({ tag = "", leave }) {
    Object.assign(this, { tag, leave, isDue: false, isLeft: false });
    for (const base of pristine.values()) if (base) withoutChance(base, csrfToken());
    document.addEventListener("visibilitychange", () => this.run());
    const again = () => { if (this.isLeft) setTimeout(() => this.due(), 300); };
    for (const name of ["focusout", "toggle", "close"]) document.addEventListener(name, again, true);
  }

  due() {
    this.isDue = true;
    this.run();
  }

  async run() {
    if (!this.isDue || this.isRunning || document.visibilityState !== "visible") return;
    this.isDue = false;
    this.isRunning = true;
    const begun = Date.now();
    try {
      await this.fetch();
    } catch {
      this.isDue = true;
    }
    setTimeout(() => {
      this.isRunning = false;
      this.run();
    }, this.isDue ? 3000 : (Date.now() - begun) * REST);
  }

  async fetch() {
    const headers = { Accept: "text/html", "VSM-Refresh": "1", ...(this.tag ? { "If-None-Match": this.tag } : {}) };
    const response = await fetch(location.href, { credentials: "same-origin", cache: "no-store", headers });
    if (response.status === 304) return;
    if (response.redirected || response.status === 403 || response.status === 404) return this.leave();
    if (!response.ok) throw new Error(String(response.status));
    this.take(new DOMParser().parseFromString(await response.text(), "text/html"));
    this.tag = this.isLeft ? "" : (response.headers.get("ETag") ?? "");
  }

  take(fresh) {
    this.isLeft = false;
    withoutChance(fresh, csrfToken());
    for (const [region, base] of pristine) {
      const here = document.querySelector(region);
      const now = fresh.querySelector(region);
      if (!here || !base || !now) continue;
      const added = [];
      const isWhole = freshen(here, base, document.adoptNode(now), (node) => added.push(node));
      for (const node of added) bindAll(node);
      if (isWhole) pristine.set(region, now);
      else this.isLeft = true;
    }
    document.dispatchEvent(new CustomEvent("live:fresh"));
  }
}
