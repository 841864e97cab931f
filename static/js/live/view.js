// What the server has confirmed: the number of the last change, and the records as far as they are known. Advanced only in sequence.
import { kindOf } from "./ids.js";

/** What a `ch` frame is to a view at `head`: "old" is ignored, "next" applied, "gap" means that frames were missed. */
export function placeOf(frame, head) {
  if (frame.s <= head) return "old";
  return frame.s === head + 1 ? "next" : "gap";
}

export class View {
  constructor(head = 0) {
    this.head = head;
    this.loaded = -1;
    this.known = new Map();
    this.deletions = new Map();
  }

  /** A state is being fetched: frames that come meanwhile may be later than it. */
  expect() {
    this.meanwhile = [];
  }

  /** Take over a state as `live/state/` gives it. Frames up to its head change nothing in its records. */
  load(state) {
    this.loaded = state.head;
    this.known = new Map(Object.entries(state.records).map(([ref, record]) => [ref, { f: { ...record.f }, revs: { ...record.revs } }]));
    for (const frame of this.meanwhile ?? []) {
      if (frame.s <= state.head) continue;
      this.remember(frame);
      for (const op of frame.ops ?? []) this.apply(op, frame.s);
    }
    this.meanwhile = null;
  }

  /** Apply a frame that is the next one; tells what placeOf tells. */
  take(frame) {
    const place = placeOf(frame, this.head);
    if (place !== "next") return place;
    this.head = frame.s;
    this.meanwhile?.push(frame);
    this.remember(frame);
    if (frame.s > this.loaded) for (const op of frame.ops ?? []) this.apply(op, frame.s);
    return place;
  }

  /** How to bring back what a frame removes, from the values that are known before it is applied. */
  remember(frame) {
    const back = this.inverse(frame);
    for (const op of frame.ops ?? []) if (op.k === "del") this.deletions.set(op.r, back);
  }

  /** The ops that take a frame back, as far as the values before it are known: what it removed returns as it was. */
  inverse(frame) {
    const ops = [];
    for (const op of [...(frame.ops ?? [])].reverse()) {
      if (op.k === "del") ops.push({ k: "new", r: op.r, f: {} });
      else if (op.k === "new") ops.push({ k: "del", r: op.r });
      else if (op.k === "set") ops.push(...this.before(op));
    }
    return ops;
  }

  before(op) {
    const known = this.known.get(op.r)?.f ?? {};
    const f = Object.fromEntries(Object.keys(op.f).filter((name) => name in known).map((name) => [name, known[name]]));
    return Object.keys(f).length ? [{ k: "set", r: op.r, f }] : [];
  }

  /** What was given out of a record before stays as it was: a dialog that is open compares what is typed with what it shows. */
  apply(op, s) {
    if (op.k === "del") return void this.known.delete(op.r);
    if (op.k === "new") this.deletions.delete(op.r);
    const before = this.known.get(op.r) ?? { f: {}, revs: {}, partial: op.k !== "new" };
    const f = { ...before.f, ...op.f };
    const revs = { ...before.revs };
    for (const name of Object.keys(op.f ?? {})) revs[name] = s;
    if (op.set) f[op.set] = membersWith(f[op.set], op);
    this.known.set(op.r, { ...before, f, revs });
  }

  /** The revision of a field, 0 where none is known. */
  rev(ref, field) {
    return this.known.get(ref)?.revs[field] ?? 0;
  }

  /** Confirmed records of a kind with pending ops laid over them, as Map(ref -> {f, revs}). */
  records(kind, pending = []) {
    const found = new Map();
    for (const [ref, record] of this.known) if (kindOf(ref) === kind && !record.partial) found.set(ref, record);
    for (const op of pending) {
      if (kindOf(op.r) !== kind) continue;
      if (op.k === "del") found.delete(op.r);
      else if (op.k === "new" || found.has(op.r)) found.set(op.r, overlaid(found.get(op.r), op));
    }
    return found;
  }
}

/** A record with one pending op laid over it; the confirmed one is left as it is. */
function overlaid(record, op) {
  const base = record ?? { f: {}, revs: {} };
  const f = { ...base.f, ...op.f };
  if (op.set) f[op.set] = membersWith(f[op.set], op);
  return { f, revs: base.revs, pending: true };
}

function membersWith(members, op) {
  const others = (members ?? []).filter((member) => member !== op.v);
  return op.k === "add" ? [...others, op.v] : others;
}

/** The value of a field in pending ops, the last one counting; undefined where none sets it. */
export function pendingValue(ops, ref, field) {
  let value;
  for (const op of ops) if (op.r === ref && op.f && field in op.f) value = op.f[field];
  return value;
}
