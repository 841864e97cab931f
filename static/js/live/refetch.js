// Pages keep themselves fresh: when a topic that a page shows has moved, the page is fetched again with the viewer's own rights, and what
// changed on it is taken over. One request at a time, only while somebody looks; the server answers 304 when nothing moved.
import { bindAll } from "../core/dom.js";
import { csrfToken } from "../core/http.js";
import { freshen, withoutChance } from "./freshen.js";
import { pristine } from "./pristine.js";

/** Between two fetches a page rests this many times as long as the last one took: a busy server is asked less often. */
const REST = 4;

/** Follow the topics of this page. */
export function follow(live) {
  const topics = live.config.shows ?? [];
  if (!topics.length || !pristine) return;
  for (const base of pristine.values()) if (base) withoutChance(base, csrfToken());
  const page = new Page(live);
  for (const topic of topics) document.body.addEventListener(`live:${topic}`, () => page.due());
  live.on("perm", () => page.due());
  live.on("reset", () => page.due());
  document.addEventListener("visibilitychange", () => page.run());
  for (const name of ["focusout", "toggle", "close", "submit"]) document.addEventListener(name, () => { if (page.isLeft) setTimeout(() => page.due(), 300); }, true);
}

class Page {
  constructor(live) {
    this.live = live;
    this.tag = "";
    this.isDue = false;
    this.isLeft = false;
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
    if (response.redirected || response.status === 403 || response.status === 404) return this.live.leave();
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
