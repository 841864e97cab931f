// Sends what waits in the outbox, one change at a time: the next one goes when the server has answered this one.
import { LIMITS, tooLarge } from "./limits.js";
import { frameOf } from "./outbox.js";

/** Milliseconds after which an answer that did not come makes us ask again, with the same id. */
export const PATIENCE = 10000;

export class Sender {
  /** `send(frame)` hands a frame to the connection; `lost()` is called when no answer came, `refuse(no)` with the refusal of what is too
   * large to be sent; `clock` has setTimeout and clearTimeout. */
  constructor({ outbox, send, lost, refuse, clock }) {
    Object.assign(this, { outbox, send, lost, refuse, clock });
    this.limits = LIMITS;
    this.isLive = false;
    this.isHeld = false;
  }

  /** The connection came or went. */
  live(isLive) {
    this.isLive = isLive;
    this.clock.clearTimeout(this.timer);
    this.isHeld = false;
    this.outbox.unsent();
    this.pump();
  }

  /** Send the next change, if there is one and nothing is on its way. */
  pump() {
    if (!this.isLive || this.isHeld) return;
    const entry = this.outbox.next();
    if (!entry) return;
    const frame = frameOf(entry);
    const fault = tooLarge(frame, this.limits);
    if (fault) return this.refuseLarge(entry.id, fault);
    this.outbox.sent(entry);
    this.timer = this.clock.setTimeout(() => this.lost(), PATIENCE);
    this.send(frame);
  }

  /** The connection was closed since a message was too large: that is the one on its way, which would be so again. */
  large() {
    const entry = this.outbox.entries.find((one) => one.state === "sent");
    if (entry) this.refuseLarge(entry.id, "This is too large to be stored. Shorten it, or enter it in parts.");
  }

  refuseLarge(id, text) {
    this.refuse({ t: "no", id, why: "invalid", errors: [{ path: "$", text }] });
  }

  /** An `ack` or `no` arrived and was noted in the outbox. */
  answered() {
    this.clock.clearTimeout(this.timer);
    this.pump();
  }

  /** The server asks for patience: the same change again, later. */
  retry(after) {
    this.clock.clearTimeout(this.timer);
    this.outbox.unsent();
    this.isHeld = true;
    this.timer = this.clock.setTimeout(() => {
      this.isHeld = false;
      this.pump();
    }, Math.max(50, after));
  }
}
