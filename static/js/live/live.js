// What pages call: the beginning, other tabs' leftovers, looking, presence, rights, status. The layer above edits.js.
import { hasTyping, isChanged } from "../components/unsaved.js";
import { Edits } from "./edits.js";
import { fitted } from "./epoch.js";
import { claimTab, isClosed } from "./tabs.js";

const GRACE = 1000;
const ADOPT = 15000;

/** Whether somebody is at a field whose content is not the one that the page came with. */
function isTyping() {
  const field = document.activeElement;
  return (field?.matches("input, textarea, select") && isChanged(field)) || hasTyping();
}

export class Live extends Edits {
  /** Begin: what an earlier page of this tab left, or closed tabs, goes out first. */
  async start() {
    this.cid = await claimTab(this.cid);
    await this.adopt();
    this.emit("begun");
    this.link.start();
    this.recover();
    this.changed();
    this.adoptLater();
  }

  /** A tab that has lost its list of changes to take back, or is new, has it from the log. */
  async recover() {
    const { stack } = this;
    if (stack.isWhole) return;
    try {
      stack.found(await this.get("undo/"));
    } catch {
      return; // the next page asks again
    }
    this.changed();
  }

  /** A tab may be closed while this one is open. */
  adoptLater() {
    this.clock.setTimeout(async () => {
      await this.adopt();
      this.changed();
      this.sender.pump();
      this.adoptLater();
    }, ADOPT);
  }

  async adopt() {
    const left = await this.store.all(this.user, this.workshop);
    const tabs = new Set(left.map((entry) => entry.tab));
    for (const tab of tabs) {
      if (tab === this.cid ? this.isBegun : !(await isClosed(tab))) continue;
      const rows = left.filter((entry) => entry.tab === tab).map((entry) => ({ ...entry, tab: this.cid }));
      const ours = rows.map((entry) => fitted(entry, this.epoch)).filter(Boolean);
      const others = rows.filter((entry) => !fitted(entry, this.epoch));
      for (const entry of others) this.store.remove(entry.id);
      this.leftUndone(others);
      this.outbox.take(ours);
      if (tab !== this.cid) for (const entry of ours.map(({ id }) => this.outbox.find(id)).filter(Boolean)) this.store.put(entry);
    }
    this.isBegun = true;
  }

  connected(isLive) {
    this.sender.live(isLive);
    if (!isLive) return this.changed();
    for (const frame of this.looks.values()) this.link.send(frame);
    this.changed();
  }

  /** Say which map this page shows, so that its pictures come; null for none. */
  look(map, view, rev) {
    const frame = { t: "look", map, view, ...(view ? { rev } : {}) };
    if (view) this.looks.set(map, frame);
    else this.looks.delete(map);
    if (this.isLive) this.link.send(frame);
  }

  /** The picture of a map is of this change now: a new connection goes on from it. */
  seen(map, rev) {
    const frame = this.looks.get(map);
    if (frame) frame.rev = rev;
  }

  presence(at, state) {
    this.presenceOf.be(at, state);
  }

  camera(cam) {
    this.presenceOf.look(cam);
  }

  roster() {
    return this.presenceOf.list();
  }

  /** The person has no business here any more, or the page is too old: load it again, unless that would hide unsent work or what is being
   * typed. Nothing can be typed any more on a page that is going. */
  leave() {
    const key = "vsm-left";
    const isAgain = Date.now() - Number(sessionStorage.getItem(key) ?? 0) < 10000;
    if (this.outbox.entries.length || isAgain || isTyping()) return;
    sessionStorage.setItem(key, String(Date.now()));
    document.documentElement.inert = true;
    location.reload();
  }

  /** Rights as the server gave them afresh. */
  allow(can) {
    const same = can.length === this.can.size && can.every((right) => this.can.has(right));
    if (same) return;
    this.can = new Set(can);
    this.emit("perm", this.can);
  }

  /** So many things wait besides the outbox (photos, which are too large for it). */
  countBesides(count) {
    if (count === this.besides) return;
    this.besides = count;
    this.changed();
  }

  /** Tell the status, and how long something waits: a lost connection is said after a moment, at once with unsent work. */
  changed() {
    const counts = this.outbox.counts();
    counts.waiting += this.besides ?? 0;
    const isQuiet = !this.isLive && !counts.waiting && !this.quietSince;
    if (isQuiet) {
      this.quietSince = this.clock.now();
      this.clock.setTimeout(() => this.changed(), GRACE);
    }
    if (this.isLive) this.quietSince = 0;
    const waitsFor = this.isLive || (!counts.waiting && this.clock.now() - this.quietSince < GRACE);
    this.emit("status", { ...counts, isLive: waitsFor, isKept: this.store.isKept, stopped: this.stopped ?? "" });
  }
}
