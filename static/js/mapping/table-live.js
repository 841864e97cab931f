// The table's changes go out as live changes, so that what is typed without a connection is kept; what others change comes in.
import { live } from "../live/index.js";
import { Answers } from "./table-answers.js";
import { fieldOf, firstOf, isBusy, isSame, placeOf, revOf } from "./table-cells.js";
import { takeOver } from "./table-fresh.js";
import { hush, sayFault } from "./table-says.js";
import { Unreadable, read, shown } from "./statement.js";

export class LiveTable extends Answers {
  constructor(root) {
    super(root);
    live.on("begun", () => this.showPending());
    this.showPending();
    live.load().catch(() => {});  // with the records known, what somebody removes can come back whole
    document.body.addEventListener("live:map", () => this.refresh());
    live.on("ack", ({ id }) => this.stored(id));
    live.on("no", (frame) => this.refused(frame));
    live.on("local", ({ id, dropped }) => { if (dropped) this.dropped(id); });
    live.on("reset", () => {
      this.root.dataset.seen = ""; // numbers of another log say nothing of what is other: the whole tables
      this.refresh();
    });
    live.on("perm", () => this.otherRights());
  }

  /** Whether there are fields to type into follows from the rights: the page as it is now, unless that would take somebody's typing. */
  otherRights() {
    if (!live.outbox.entries.length && !this.cells().some(isBusy)) location.reload();
  }

  /** Send what stands in a cell, if that is another value than was stored or sent. */
  save(cell) {
    const text = fieldOf(cell)?.value;
    const before = this.entryOf(cell);
    if (text === undefined || isSame(text, before?.text ?? firstOf(cell))) return;
    const place = placeOf(cell);
    const { datum, isRequired } = this.datum(place);
    let value;
    try {
      value = read(datum, text, presentOf(datum, cell), isRequired);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      return sayFault(cell, [error.message]);
    }
    hush(cell);
    if (before?.isRefused) return this.instead(before, value, text);
    const id = live.submit([this.op(place, value, revOf(cell))], { label: fieldOf(cell).getAttribute("aria-label") });
    this.sent.set(id, { id, ...place, text });
  }

  op({ ref, field }, value, rev) {
    return { k: "set", r: ref, f: { [field]: value }, b: { [field]: rev } };
  }

  /** Another value in place of one that was refused: at a clash it is based on what was shown, else on what it was based on. */
  async instead(entry, value, text) {
    this.sent.delete(entry.id);
    const found = live.conflict(entry.id);
    const isClash = found.why === "conflict";
    if (!isClash) live.discard(entry.id);
    const id = isClash ? await live.resolve(entry.id, { value }) : live.submit(found.mine.map((op) => ({ ...op, f: { [entry.field]: value } })), { label: found.label });
    this.sent.set(id, { id, ref: entry.ref, field: entry.field, text });
  }

  entryOf(cell) {
    const { ref, field } = placeOf(cell);
    return [...this.sent.values()].findLast((entry) => entry.ref === ref && entry.field === field);
  }

  /** Esc: back to what is stored; a refused value is given up. */
  takeBack(cell) {
    const entry = this.entryOf(cell);
    hush(cell);
    if (entry?.isRefused) live.discard(entry.id);
    fieldOf(cell).value = entry && !entry.isRefused ? entry.text : firstOf(cell);
  }

  /** What an earlier page left unsent stands in its cells again. */
  showPending() {
    for (const entry of live.outbox.entries) {
      for (const op of entry.ops ?? []) {
        for (const [field, value] of Object.entries(op.f ?? {})) {
          const cell = this.cellAt({ ref: op.r, field });
          const { datum } = this.datum({ ref: op.r, field });
          if (!cell || !datum) continue;
          fieldOf(cell).value = shown(datum, value);
          this.sent.set(entry.id, { id: entry.id, ref: op.r, field, text: fieldOf(cell).value });
          if (entry.no) this.refused(entry.no);
        }
      }
    }
  }

  /** Fetch the tables afresh, once at a time. */
  async refresh() {
    if (this.isFetching) {
      this.isStale = true;
      return;
    }
    this.isFetching = true;
    const query = new URLSearchParams(location.search);
    query.set("part", "1");
    query.set("seen", this.root.dataset.seen);
    try {
      const response = await fetch(`${location.pathname}?${query}`, { credentials: "same-origin", headers: { Accept: "text/html" } });
      const fresh = response.ok && new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-tables]");
      if (fresh) this.isBehind = takeOver(this.root, fresh);
    } catch {
      this.isStale = !live.isLive;
    }
    this.isFetching = false;
    if (!this.isStale) return;
    this.isStale = false;
    if (live.isLive) this.refresh();
    else live.on("hello", () => this.refresh());
  }
}

/** The value that a cell was rendered with, as far as its text tells: what a bare number takes its unit from. */
function presentOf(datum, cell) {
  try {
    return read(datum, firstOf(cell));
  } catch {
    return null;
  }
}
