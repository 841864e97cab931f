// Changes that are not stored on the server yet. Written to the browser's store before they are shown; kept until `ack` or `no`,
// and those refused until the person has decided. Knows nothing of the network.

/** Entries older than this are shown for review and not sent. */
export const TOO_OLD = 30 * 24 * 3600 * 1000;
const OPEN = new Set(["queued", "sent"]);

/** Whether two changes set just the same fields of one record, so that the later can take the place of the earlier. */
export function isSameField(one, two) {
  if (one?.length !== 1 || two?.length !== 1 || one[0].k !== "set" || two[0].k !== "set" || one[0].r !== two[0].r) return false;
  return Object.keys(one[0].f).sort().join() === Object.keys(two[0].f).sort().join();
}

/** The frame that carries an entry. */
export function frameOf(entry) {
  if (entry.t === "undo") return { t: "undo", id: entry.id, cid: entry.cid, of: entry.of, ...(entry.anyway ? { anyway: 1 } : {}) };
  return { t: "chg", id: entry.id, cid: entry.cid, ops: entry.ops };
}

export class Outbox {
  /** `store` has put(entry), remove(id) and exchange(id, entry), all promises; `now()` gives milliseconds. */
  constructor(store, now = Date.now) {
    this.store = store;
    this.now = now;
    this.entries = [];
  }

  /** Entries of an earlier page or of a closed tab. What was sent without an answer is sent again, with the same id. */
  take(entries) {
    for (const entry of entries) {
      if (this.find(entry.id)) continue;
      const old = this.now() - entry.at > TOO_OLD;
      // another tab may have sent it, or may do so: its content stays with its id
      this.entries.push({ ...entry, tried: true, state: OPEN.has(entry.state) ? (old ? "review" : "queued") : entry.state });
    }
    this.entries.sort((one, two) => one.at - two.at || (one.id < two.id ? -1 : 1));
    for (const entry of this.entries.filter((one) => one.after && one.of === null && !this.find(one.after))) this.remove(entry.id);
  }

  find(id) {
    return this.entries.find((entry) => entry.id === id);
  }

  /** Put an entry in; where the last one waits and sets the same field, in its place and from its base, under the new id, since another
   * tab may have sent the old one. Gives {entry, stored, instead}: when the browser has it, and the id of the one whose place was taken. */
  add(entry) {
    const last = this.entries.at(-1);
    if (entry.t === "chg" && last?.t === "chg" && last.state === "queued" && !last.tried && last.cid === entry.cid && isSameField(last.ops, entry.ops)) {
      const merged = { ...last, ...entry, ops: [{ ...last.ops[0], f: entry.ops[0].f }] };
      this.entries[this.entries.length - 1] = merged;
      return { entry: merged, stored: this.store.exchange(last.id, merged), instead: last.id };
    }
    const fresh = { state: "queued", at: this.now(), ...entry };
    this.entries.push(fresh);
    return { entry: fresh, stored: this.store.put(fresh) };
  }

  /** The entry to send next, null while there is none: one at a time, in order, and no undo before it is known what it takes back. */
  next() {
    if (this.entries.some((entry) => entry.state === "sent")) return null;
    const first = this.entries.find((entry) => entry.state === "queued");
    return first && !(first.t === "undo" && first.of === null) ? first : null;
  }

  /** The change that an undo waits for is stored under a number; without one it came to nothing, and so does its undo. */
  follow(id, s) {
    for (const entry of this.entries.filter((one) => one.after === id)) {
      if (s === null) {
        this.remove(entry.id);
      } else {
        entry.of = s;
        this.store.put(entry);
      }
    }
  }

  /** Note that an entry is on its way; from now on its content is fixed to its id. */
  sent(entry) {
    entry.state = "sent";
    entry.tried = true;
    return this.store.put(entry);
  }

  /** What is on its way may have been lost: it waits again, under the same id. */
  unsent() {
    for (const entry of this.entries) if (entry.state === "sent") entry.state = "queued";
  }

  /** An entry is stored on the server, or not wanted any more. */
  remove(id) {
    const entry = this.find(id);
    if (!entry) return null;
    this.entries = this.entries.filter((other) => other !== entry);
    this.store.remove(id);
    return entry;
  }

  /** An entry was refused: it stays until the person has decided. */
  refuse(id, frame) {
    const entry = this.find(id);
    if (!entry) return null;
    entry.state = frame.why === "conflict" ? "conflict" : "failed";
    entry.no = frame;
    this.store.put(entry);
    return entry;
  }

  /** Send a refused or reviewed entry again as a change of its own, under a new id. */
  again(id, changes) {
    const entry = this.remove(id);
    if (!entry) return null;
    const { no, tried, state, at, ...kept } = entry;
    return this.add({ ...kept, ...changes });
  }

  /** All ops that are shown but not confirmed, in order. */
  pendingOps() {
    return this.entries.filter((entry) => entry.t === "chg" && OPEN.has(entry.state)).flatMap((entry) => entry.ops);
  }

  /** Entries that wait for a decision. */
  undecided() {
    return this.entries.filter((entry) => !OPEN.has(entry.state));
  }

  counts() {
    const count = (wanted) => this.entries.filter(wanted).length;
    return {
      waiting: count((entry) => OPEN.has(entry.state)),
      conflicts: count((entry) => entry.state === "conflict" || (entry.state === "failed" && entry.no?.why === "gone")),
      failed: count((entry) => entry.state === "review" || (entry.state === "failed" && entry.no?.why !== "gone")),
    };
  }
}
