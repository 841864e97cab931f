// What comes in: frames of the connection in sequence, and what they change on the page. The layer beneath reading.js.
import { refit } from "./epoch.js";
import { Emitter } from "./events.js";
import { LAG, Link } from "./link.js";
import { Outbox } from "./outbox.js";
import { showOp, showRestored } from "./page.js";
import { CODES as CLOSED, openPoll } from "./poll.js";
import { Presence } from "./presence.js";
import { Sender } from "./sender.js";
import { openSocket } from "./socket.js";
import { Store } from "./store.js";
import { tabOf } from "./tabs.js";
import { Topics } from "./topics.js";
import { UndoStack } from "./undo.js";
import { View } from "./view.js";

const TAKES = { ch: "change", ack: "ack", no: "refused", retry: "later", hb: "beat", hello: "hello", reset: "staleNow", pres: "people", map: "picture", perm: "rights" };

/** Of the frames: a server that speaks a later one has the page loaded again. */
const VERSION = 1;

export class Stream extends Emitter {
  constructor(config, clock) {
    super();
    this.ready = Boolean(config);
    if (!config) return;
    Object.assign(this, { config, clock, workshop: config.workshop, user: config.user, epoch: config.epoch, cid: tabOf(globalThis.sessionStorage), can: new Set(config.can) });
    this.view = new View(config.head);
    this.store = new Store(() => this.changed());
    this.outbox = new Outbox(this.store, clock.now);
    this.stored = [];
    this.looks = new Map();
    this.stack = this.stackOf(config.epoch);
    this.stack.knows(config.undo);
    this.inbox = Promise.resolve();
    const fire = (topic) => document.body.dispatchEvent(new CustomEvent(`live:${topic}`));
    this.topics = new Topics({ table: config.topics, fire, clock });
    this.presenceOf = new Presence({ clock, send: (frame) => this.link.send(frame), changed: (list) => this.emit("roster", list) });
    this.link = new Link({ clock, canSocket: config.socket, open: this.transports(), on: this.handlers() });
    this.sender = new Sender({ outbox: this.outbox, send: (frame) => this.link.send(frame), lost: () => this.link.reconnect(), refuse: (no) => this.refused(no), clock });
  }

  /** The number of the last change that this page has. */
  get head() {
    return this.view.head;
  }

  get isLive() {
    return this.link.isLive;
  }

  /** One's own changes in the log of an epoch; the log that a backup brought back begins with none. */
  stackOf(epoch) {
    return new UndoStack(globalThis.sessionStorage, `vsm-undo-${this.user}-${this.workshop}-${epoch}`);
  }

  transports() {
    const base = `/api/v1/workshops/${this.workshop}/live`;
    const address = () => `/ws/workshops/${this.workshop}/?since=${this.view.head}&epoch=${this.epoch}&v=${VERSION}`;
    const poll = { address: `${base}/changes/`, since: () => this.view.head, epoch: () => this.epoch, version: VERSION };
    return { socket: (on) => openSocket(address, on), poll: (on) => openPoll(poll, on, this.clock) };
  }

  handlers() {
    return {
      frame: (frame) => this.queue(() => this.handle(frame)),
      live: (isLive) => {
        if (isLive) this.stopped = "";
        this.connected(isLive);
      },
      large: () => this.sender.large(),
      stop: (why) => {
        this.stopped = why;
        this.changed();
        this.emit("stop", why);
        if (why !== "crowded") this.leave();
      },
      afresh: () => this.staleNow(),
    };
  }

  /** One after the other, in the order in which it came; what fails is reported and does not stop what follows. */
  queue(work) {
    this.inbox = this.inbox.then(work).catch((error) => globalThis.reportError?.(error));
  }

  async handle(frame) {
    if (TAKES[frame.t]) await this[TAKES[frame.t]](frame);
  }

  async change(frame) {
    const whole = frame.big && frame.s === this.view.head + 1 ? await this.whole(frame.s) : frame;
    const place = this.view.take(whole);
    if (place === "gap") return this.link.reconnect();
    this.logged(whole.id, whole.s);
    if (place === "old") return;
    this.stored = this.stored.filter((one) => one.s > this.view.head);
    for (const op of whole.ops ?? []) showOp(op, whole.s);
    if (whole.u === this.user && whole.cid === "") this.stack.did(whole.s);
    this.topics.note(whole.ops);
    this.emit("ch", whole);
    this.changed();
  }

  /** A change that is too large for a frame. */
  async whole(s) {
    const found = await this.get(`changes/?since=${s - 1}&limit=1`);
    return found.changes[0];
  }

  hello(frame) {
    this.presenceOf.hello(frame);
    if (frame.limits) this.sender.limits = frame.limits;
    if (frame.can) this.allow(frame.can);
    this.beat(frame);
    this.emit("hello", frame);
  }

  /** The server's head: if frames up to it do not come soon, some were lost. */
  beat({ head }) {
    if (head <= this.view.head) return;
    this.clock.clearTimeout(this.lag);
    this.lag = this.clock.setTimeout(() => { if (this.view.head < head) this.link.reconnect(); }, LAG);
  }

  rights(frame) {
    this.allow(frame.can);
  }

  people(frame) {
    this.presenceOf.take(frame);
    this.emit("pres", frame);
  }

  picture(frame) {
    this.emit("map", frame);
  }

  /** The server says `reset` in a frame, by closing with 4409, or both: the state is fetched once. */
  staleNow() {
    if (this.isStale) return;
    this.isStale = true;
    this.link.drop(); // nothing goes to a log of which it is not known yet whether it is the same
    this.queue(() => this.afresh());
  }

  /** The log cannot tell what was missed: take the state as it is now; what is unsent stays. */
  async afresh() {
    let state;
    try {
      state = await this.get("state/");
    } catch ({ status }) {
      if (CLOSED[status]) {
        this.isStale = false;
        return this.link.closed(CLOSED[status]);
      }
      this.clock.setTimeout(() => this.queue(() => this.afresh()), LAG);
      return;
    }
    this.isStale = false;
    this.view.head = state.head;
    this.view.load(state);
    if (state.epoch !== this.epoch) this.restored(state.epoch);
    this.stored = [];
    this.topics.all();
    this.emit("reset", { head: state.head });
    this.link.reconnect();
  }

  /** The log was put back from a backup: what was numbered by the old one is let go, what was typed stays. */
  restored(epoch) {
    this.epoch = epoch;
    this.isRestored = true;
    this.stack = this.stackOf(epoch);
    this.view.deletions.clear();
    showRestored(this.view);
    const undecided = this.outbox.undecided().map((entry) => entry.id);
    this.leftUndone(refit(this.outbox, epoch));
    for (const { id, state, ops } of this.outbox.entries) if (state === "queued" && undecided.includes(id)) this.emit("local", { id, ops });
    this.changed();
  }

  /** Undos that meant numbers of a log that is no more. */
  leftUndone(undos) {
    if (undos.length) this.emit("notice", "The workshop was put back from a backup: what you were taking back is left as it is there.");
  }

  async get(path) {
    const response = await fetch(`/api/v1/workshops/${this.workshop}/live/${path}`, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (!response.ok) throw Object.assign(new Error(`${path}: ${response.status}`), { status: response.status });
    return response.json();
  }
}
