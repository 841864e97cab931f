// What is asked: records and values, confirmed ones with one's own pending changes laid over them. Between stream.js and edits.js.
import { revShown } from "./page.js";
import { Stream } from "./stream.js";
import { pendingValue } from "./view.js";

export class Reading extends Stream {
  /** Fetch all records once; live.records() and live.value() know them from then on. */
  load() {
    if (!this.loading) {
      this.view.expect();
      this.loading = this.get("state/").then((state) => this.view.load(state));
      this.loading.catch(() => { this.loading = null; });
    }
    return this.loading;
  }

  pendingOps() {
    return [...this.stored.flatMap((one) => one.ops), ...this.outbox.pendingOps()];
  }

  /** Records of a kind with one's own pending changes, as Map(ref -> {f, revs}). */
  records(kind) {
    return this.view.records(kind, this.pendingOps());
  }

  /** A field as it is shown: {value, rev, pending}. */
  value(ref, field) {
    const mine = pendingValue(this.pendingOps(), ref, field);
    return { value: mine === undefined ? this.view.known.get(ref)?.f[field] : mine, rev: this.rev(ref, field), pending: mine !== undefined };
  }

  /** The confirmed revision of a field. */
  rev(ref, field) {
    return Math.max(this.view.rev(ref, field), revShown(ref, field), 0);
  }
}
