// Changes become topics (`live:captures` on <body>), so that parts of pages fetch themselves afresh with the viewer's own rights.
import { kindOf } from "./ids.js";

export const GATHER = 250;
export const SPREAD = 500;

/** The topics of a frame's ops by the register's table {kind: [topics]}. */
export function topicsOf(ops, table) {
  return new Set((ops ?? []).flatMap((op) => table[kindOf(op.r)] ?? []));
}

/** Gathers topics for a moment and fires each once; everybody's browser waits a little differently, so that they do not all ask at once. */
export class Topics {
  constructor({ table, fire, clock }) {
    Object.assign(this, { table, fire, clock });
    this.waiting = new Set();
  }

  note(ops) {
    this.add(topicsOf(ops, this.table));
  }

  /** Everything may have changed. */
  all() {
    this.add(new Set(Object.values(this.table).flat()));
  }

  add(topics) {
    for (const topic of topics) this.waiting.add(topic);
    if (!this.waiting.size || this.timer) return;
    this.timer = this.clock.setTimeout(() => {
      this.timer = null;
      const due = [...this.waiting];
      this.waiting.clear();
      for (const topic of due) this.fire(topic);
    }, GATHER + this.clock.random() * SPREAD);
  }
}
