// A client of our server over its socket: keeps the count whole, knows the revision of each field, waits for one answer at a time.
import WebSocket from "ws";

import { nextEdit, uuid7 } from "./edits.mjs";

/** Revisions of fields; frames say the same to every client, so one table serves all. */
export const revisions = new Map();

/** Take the revisions of a `ch` frame over. */
export function learn(frame) {
  for (const op of frame.ops ?? []) for (const field of Object.keys(op.f ?? {})) revisions.set(`${op.r} ${field}`, frame.s);
}

/** The frame of the next edit. */
export function nextChange(plan, cid) {
  const { ref, field, value } = nextEdit(plan.steps);
  const base = revisions.get(`${ref} ${field}`) ?? plan.head;
  return { t: "chg", id: uuid7(), cid, ops: [{ k: "set", r: ref, f: { [field]: value }, b: { [field]: base } }] };
}

export class Ours {
  constructor(plan, place, hear) {
    Object.assign(this, { plan, place, hear, last: plan.head, cid: uuid7(), queue: [] });
    this.url = `${plan.urls[place % plan.urls.length].replace("http", "ws")}/ws/workshops/${plan.workshop}/`;
    this.ready = new Promise((resolve) => (this.isReady = resolve));
    this.open();
  }

  open() {
    const { plan } = this;
    const headers = { Cookie: `sessionid=${plan.sessions[this.place % plan.sessions.length]}`, Origin: plan.urls[0] };
    this.socket = new WebSocket(`${this.url}?since=${this.last}&epoch=${plan.epoch}&v=1`, { headers, perMessageDeflate: false });
    this.socket.on("message", (data) => this.take(JSON.parse(data)));
    this.socket.on("error", () => {});
    this.socket.on("close", (code) => this.closed(code));
  }

  closed(code) {
    this.hear.closed();
    this.isLive = false;
    process.stderr.write(`closed ${code}\n`);
    setTimeout(() => this.open(), 200 + Math.random() * 300);
  }

  take(frame) {
    if (frame.t === "ch") this.change(frame);
    else if (frame.t === "ack") this.settled(frame.id, () => this.hear.acked(frame.id));
    else if (frame.t === "no") this.settled(frame.id, () => this.hear.refused(frame.id, frame.why));
    else if (frame.t === "retry") this.again(frame);
    else if (frame.t === "map") this.hear.picture();
    else if (frame.t === "hello") this.hello();
  }

  change(frame) {
    if (frame.s > this.last + 1) this.hear.gap();
    if (frame.s <= this.last) return;
    this.last = frame.s;
    learn(frame);
    if (frame.id) this.hear.saw(frame.id, this.place);
  }

  hello() {
    this.isLive = true;
    const { look } = this.plan;
    if (look) this.socket.send(JSON.stringify({ t: "look", map: look.map, view: look.view, rev: this.last }));
    this.isReady();
    this.sendNext();
  }

  edit() {
    const frame = nextChange(this.plan, this.cid);
    this.queue.push(frame);
    if (this.queue.length === 1) this.sendNext();
    return frame.id;
  }

  sendNext() {
    if (this.isLive && this.queue.length) this.socket.send(JSON.stringify(this.queue[0]));
  }

  settled(id, tell) {
    if (this.queue[0]?.id !== id) return;
    this.queue.shift();
    tell();
    this.sendNext();
  }

  again(frame) {
    this.hear.retried();
    setTimeout(() => this.sendNext(), frame.after);
  }
}
