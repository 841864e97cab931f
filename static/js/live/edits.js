// What goes out: changes, undo and redo, decisions about what was refused. The layer above reading.js.
import { capped } from "./epoch.js";
import { uuid7 } from "./ids.js";
import { Reading } from "./reading.js";
import { rebased } from "./resolve.js";

/** Why something is not taken back now, but may be later. */
const WAITS = { denied: "Your role does not let you take this back now.", locked: "The coach has paused or locked this for now: take it back later." };

export class Edits extends Reading {
  constructor(config, clock) {
    super(config, clock);
    this.acked = new Map();
    this.forgetDropped();
    this.on("reset", () => this.forgetAcked());
  }

  /** Another log, or a gap in it: what was acknowledged is not looked for any more. */
  forgetAcked() {
    for (const { entry } of this.acked.values()) this.vain(entry);
    this.acked.clear();
  }

  /** Store, show and send operations as one change; gives the change's id. */
  submit(ops, { label = "" } = {}) {
    this.forgetDropped();
    return this.put({ t: "chg", ops, label });
  }

  /** What was taken back before it was sent can be done again until something else is done; `depth` tells how many stored changes were taken
   * back on this page, so that all are done again in their order. */
  forgetDropped() {
    this.dropped = [];
    this.depth = 0;
  }

  put(entry) {
    const made = { id: uuid7(), tab: this.cid, cid: this.cid, user: this.user, workshop: this.workshop, epoch: this.epoch, ...entry };
    if (this.isRestored && made.ops) made.ops = capped(made.ops, this.head);
    const { entry: kept, stored, instead } = this.outbox.add(made);
    stored.then(() => {
      if (instead) this.emit("local", { id: instead, ops: kept.ops, dropped: true });
      this.emit("local", { id: kept.id, ops: kept.ops ?? [] });
      this.sender.pump();
    });
    this.changed();
    return kept.id;
  }

  /** A change of ours was taken. Whether it came to something is known when its own frame is here, or if it was stored before. */
  ack(frame) {
    const entry = this.settle(frame.id, frame.s);
    if (entry && frame.dup) this.counted(entry, frame.s);
    else if (entry && frame.s > this.view.head) this.acked.set(frame.id, { entry, s: frame.s });
    else if (entry) this.vain(entry);
    this.sender.answered();
  }

  /** A change of the log: ours by its id, or one that shows that what was acknowledged with its number came to nothing. */
  logged(id, s) {
    const entry = this.settle(id, s) ?? this.acked.get(id)?.entry;
    this.acked.delete(id);
    if (entry) this.counted(entry, s);
    for (const [other, { entry: empty, s: number }] of this.acked) {
      if (number > s) continue;
      this.acked.delete(other);
      this.vain(empty);
    }
    this.sender.pump();
  }

  /** It leaves the outbox, and is shown as pending until its frame is here. */
  settle(id, s) {
    const entry = this.outbox.remove(id);
    if (!entry) return null;
    if (entry.t === "chg" && s > this.view.head) this.stored.push({ s, ops: entry.ops });
    this.emit("ack", { id, s });
    this.changed();
    return entry;
  }

  /** A change of ours stands in the log under a number: it can be taken back, or is what takes back or redoes. */
  counted(entry, s) {
    if (entry.t === "chg") this.stack.did(s);
    else if (entry.redo) this.stack.redid(entry.of, s);
    else this.stack.undid(entry.of, s);
    this.outbox.follow(entry.id, s);
  }

  /** It was taken, but changed nothing: there is nothing to take back. */
  vain(entry) {
    this.outbox.follow(entry.id, null);
  }

  refused(frame) {
    const entry = this.outbox.refuse(frame.id, frame);
    if (!entry) return;
    if (this.outbox.entries.some((other) => other.after === frame.id)) return this.tookBack(frame.id);
    const isVain = entry.t === "undo" && frame.why !== "conflict";
    if (isVain) this.outbox.remove(frame.id);
    if (isVain && entry.own && WAITS[frame.why]) this.stack.back(entry.of, entry.redo);
    const answers = this.emit("no", { ...frame, ops: entry.ops ?? [], of: entry.of });
    if (frame.why === "gone") this.emit("gone", { id: frame.id, ops: entry.ops ?? [] });
    if (isVain) this.emit("notice", frame.errors?.[0]?.text ?? WAITS[frame.why] ?? "This cannot be taken back.");
    else if (!answers.includes(true)) this.emit("undecided", frame.id);
    this.changed();
    this.sender.answered();
  }

  /** What was refused had been taken back before that was known: there is nothing left of either. */
  tookBack(id) {
    this.outbox.follow(id, null);
    this.discard(id);
    this.sender.answered();
  }

  later(frame) {
    this.sender.retry(frame.after ?? 1000);
  }

  get canUndo() {
    return this.stack.done.length > 0 || this.outbox.pendingOps().length > 0;
  }

  get canRedo() {
    return this.stack.undone.length > 0 || this.dropped.at(-1)?.depth === this.depth;
  }

  /** Take one's last change back: an unsent one never happened, a stored one is undone by a change. */
  undo() {
    const isTakenBack = (id) => this.outbox.entries.some((entry) => entry.after === id);
    const last = this.outbox.entries.findLast((entry) => entry.t === "chg" && ["queued", "sent"].includes(entry.state) && !isTakenBack(entry.id));
    if (last && !last.tried) {
      this.dropped.push({ ops: last.ops, label: last.label, depth: this.depth });
      return this.discard(last.id);
    }
    if (last) {
      this.depth += 1;
      return this.put({ t: "undo", of: null, after: last.id });
    }
    const of = this.stack.done.at(-1);
    if (of === undefined) return null;
    this.stack.forget(of);
    this.depth += 1;
    return this.put({ t: "undo", of, own: true });
  }

  redo() {
    const last = this.dropped.at(-1);
    if (last?.depth === this.depth) {
      this.dropped.pop();
      return this.put({ t: "chg", ops: last.ops, label: last.label });
    }
    const of = this.stack.undone.at(-1);
    if (of === undefined) return null;
    this.stack.forget(of);
    this.depth -= 1;
    return this.put({ t: "undo", of, own: true, redo: true });
  }

  /** Take any change back by its number, with the right to. */
  revert(seq, anyway = false) {
    return this.put({ t: "undo", of: seq, anyway });
  }

  /** Forget an unsent or refused change. */
  discard(id) {
    const entry = this.outbox.remove(id);
    if (entry) this.emit("local", { id, ops: entry.ops ?? [], dropped: true });
    this.changed();
    this.sender.pump();
    return id;
  }

  /** Take a refused change and all that waits behind it out of the outbox, to be worked out afresh and put back in the same order. */
  withdraw(id) {
    const entry = this.outbox.find(id);
    const waiting = this.outbox.entries.filter((one) => one.state === "queued" && !one.tried && one.cid === this.cid);
    const taken = entry ? [entry, ...waiting] : [];
    for (const one of taken) this.outbox.remove(one.id);
    if (taken.length) this.emit("local", { id, ops: taken.flatMap((one) => one.ops ?? []), dropped: true });
    return taken;
  }

  /** A refused change: what was meant, what stands there now. */
  conflict(id) {
    const entry = this.outbox.find(id);
    return entry ? { id, why: entry.no?.why ?? entry.state, cur: entry.no?.cur ?? [], errors: entry.no?.errors ?? [], mine: entry.ops ?? [], of: entry.of, label: entry.label, at: entry.at } : null;
  }

  /** Decide about a refused change: "theirs" drops it, "mine" sends it again over what stands there, {value} sends another value. */
  async resolve(id, how) {
    if (how === "theirs") return this.discard(id);
    const entry = this.outbox.find(id);
    if (!entry) return null;
    const more = entry.no?.why === "gone" ? { ops: [...(await this.restoringOps(entry)), ...entry.ops.filter((op) => op.k === "set").map((op) => ({ k: "set", r: op.r, f: op.f }))] } : {};
    const changes = entry.t === "undo" ? { anyway: true } : { ops: rebased(entry.ops, entry.no?.cur ?? [], how), ...more };
    const { entry: kept, stored } = this.outbox.again(id, { id: uuid7(), cid: this.cid, tab: this.cid, ...changes });
    await stored;
    this.emit("local", { id, ops: entry.ops ?? [], dropped: true });
    this.emit("local", { id: kept.id, ops: kept.ops ?? [] });
    this.changed();
    this.sender.pump();
    return kept.id;
  }

  /** The ops that bring back the records of an entry, from the change that removed them. */
  async restoringOps(entry) {
    const refs = new Set(entry.ops.map((op) => op.r));
    for (const ref of refs) if (this.view.deletions.has(ref)) return this.view.deletions.get(ref);
    let since = Math.min(this.view.head, ...entry.ops.flatMap((op) => Object.values(op.b ?? {})));
    while (since < this.view.head) {
      const { changes } = await this.get(`changes/?since=${since}&limit=500`);
      const found = changes.find((frame) => frame.ops?.some((op) => op.k === "del" && refs.has(op.r)));
      if (found) return this.view.inverse({ ops: found.ops.filter((op) => op.k !== "set") });
      if (!changes.length) break;
      since = changes.at(-1).s;
    }
    return [...refs].map((ref) => ({ k: "new", r: ref, f: {} }));
  }
}
