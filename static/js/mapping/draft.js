// A working copy of one map's records. Deeds (ops.js) change it, and it notes each change as an operation of the live protocol.
import { uuid7 } from "../live/ids.js";
import { keyBetween } from "./fractional.js";

export const KINDS = ["party", "step", "flow", "information", "note"];
const ENDS = { flow: true, information: true };

/** What the people are told when a deed cannot be done; nothing is sent then. */
export class Refused extends Error {}

/** @typedef {{ref: string, kind: string, f: Object<string, any>, revs: Object<string, any>, written: Set<string>}} Row */

/** The rows of a map in order, and the operations that led to them. */
export class Draft {
  /** `records(kind)` gives a Map of reference to {f, revs}, as the live connection keeps them, up to change `head`; `newId(kind)` names what is made. */
  constructor(mapId, records, newId = uuid7, head = null) {
    this.mapId = mapId;
    this.newId = newId;
    this.head = head;
    this.ops = [];
    this.lists = {};
    for (const kind of KINDS) {
      const entries = [...records(kind)].filter(([, record]) => record.f.map === mapId);
      this.lists[kind] = entries.map(([ref, { f, revs }]) => ({ ref, kind, f: { ...f }, revs: revs ?? {}, written: new Set() }));
      this.sort(kind);
    }
  }

  /** The rows of one kind in document order. */
  rows(kind) {
    return this.lists[kind];
  }

  /** Row of a record's reference; undefined once it is gone. */
  row(ref) {
    return this.lists[ref.split("/")[0]]?.find((row) => row.ref === ref);
  }

  /** The step or party of a document id. */
  node(id) {
    return this.lists.step.find((row) => row.f.id === id) ?? this.lists.party.find((row) => row.f.id === id);
  }

  /** The step of a document id; Refused when somebody removed it. */
  step(id) {
    const found = this.lists.step.find((row) => row.f.id === id);
    if (!found) throw new Refused("That step is no longer on the map.");
    return found;
  }

  /** The flows that are no rework, with these ends. */
  flows(ends = {}) {
    return this.lists.flow.filter((row) => row.f.kind !== "rework" && Object.entries(ends).every(([end, id]) => row.f[end] === id));
  }

  /** Whether a flow of any kind, rework too, leads from one node to the other. */
  isJoined(from, to) {
    return from === to || this.lists.flow.some((row) => row.f.from === from && row.f.to === to);
  }

  /** An order key behind all rows of a kind, or right behind one of them. */
  keyBehind(kind, behind = null) {
    const rows = this.lists[kind];
    if (!behind) return keyBetween(rows.at(-1)?.f.order_key ?? "", "");
    return keyBetween(behind.f.order_key, rows.find((row) => row.f.order_key > behind.f.order_key)?.f.order_key ?? "");
  }

  /** Make a record; without an order key it comes last. Where it was seen to be `alone` with its value of a field, it is refused once another one has it. */
  make(kind, values, { alone = "" } = {}) {
    const id = this.newId(kind);
    const f = { map: this.mapId, order_key: this.keyBehind(kind), ...(ENDS[kind] ? {} : { id }), ...given(values) };
    const row = { ref: `${kind}/${id}`, kind, f, revs: {}, written: new Set(Object.keys(f)) };
    this.check(row);
    this.lists[kind].push(row);
    this.sort(kind);
    this.ops.push({ k: "new", r: row.ref, f: { ...f }, ...(alone && this.head !== null ? { b: { [alone]: this.head } } : {}) });
    return row;
  }

  /** Set fields of a record, each based on the revision at which it was seen: now, or when a dialog that asked for it was opened
   * (`seen`, revisions by reference). What was never written is based on 0; order is the last writer's. */
  set(row, values, seen = null) {
    const b = {};
    for (const name of Object.keys(values)) {
      if (name !== "order_key" && !row.written.has(name)) b[name] = revision(seen?.get(row.ref) ?? row.revs, name);
      row.written.add(name);
    }
    Object.assign(row.f, values);
    this.check(row);
    this.sort(row.kind);
    this.ops.push({ k: "set", r: row.ref, f: { ...values }, b });
    return row;
  }

  /** Set fields that a dialog asked for. A record that is gone meanwhile is named all the same: the server answers that, and what was typed
   * is there to be applied once it comes back. */
  change(ref, values, seen = null) {
    const row = this.row(ref);
    if (row) return this.set(row, values, seen);
    this.ops.push({ k: "set", r: ref, f: { ...values }, b: Object.fromEntries(Object.keys(values).map((name) => [name, revision(seen?.get(ref) ?? {}, name)])) });
    return null;
  }

  /** Take a record away, after what cannot stay without it. */
  remove(row) {
    if (!this.lists[row.kind].includes(row)) return;
    const id = row.f.id;
    if (row.kind === "step" || row.kind === "party") {
      for (const kind of ["flow", "information"]) for (const one of [...this.lists[kind]]) if (one.f.from === id || one.f.to === id) this.remove(one);
    }
    const at = row.kind === "flow" ? `${row.f.from}>${row.f.to}` : id;
    if (row.kind !== "note" && row.kind !== "information") for (const note of [...this.lists.note]) if (note.f.at === at) this.remove(note);
    this.lists[row.kind].splice(this.lists[row.kind].indexOf(row), 1);
    const newest = Math.max(0, ...Object.keys(row.revs).map((name) => revision(row.revs, name)));
    this.ops.push(newest && !row.written.size ? { k: "del", r: row.ref, b: newest } : { k: "del", r: row.ref });
  }

  /** What the server would refuse of a flow: loops that are no rework, and twins. */
  check(row) {
    if (row.kind !== "flow") return;
    if (row.f.from === row.f.to && row.f.kind !== "rework") throw new Refused("Only rework goes from a step to itself.");
    const isTwin = (other) => other.ref !== row.ref && other.f.from === row.f.from && other.f.to === row.f.to;
    if (this.lists.flow.some(isTwin)) throw new Refused("There is a flow between these two already.");
  }

  sort(kind) {
    const key = (row) => `${row.f.order_key} ${row.ref}`;
    this.lists[kind].sort((one, two) => (key(one) < key(two) ? -1 : 1));
  }
}

/** Values that are there: a new record is given what it has, not what it lacks. */
function given(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined));
}

function revision(revs, name) {
  const rev = revs[name];
  return Array.isArray(rev) ? rev[0] : (rev ?? 0);
}
