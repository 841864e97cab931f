// Who is here and where: sent at most four times a second, idle after a minute, away while the page is hidden. Never stored.

export const PACE = 250;
export const IDLE = 60000;

export class Presence {
  /** `send(frame)` to the connection; `changed(list)` when the roster changed. */
  constructor({ send, changed, clock }) {
    Object.assign(this, { send, changed, clock });
    this.people = new Map();
    this.at = null;
    this.state = "view";
    this.cam = null;
    this.lastSent = -Infinity;
  }

  /** Say where one is. */
  be(at, state) {
    if (at !== undefined) this.at = at;
    if (state) this.state = state;
    this.later();
    this.clock.clearTimeout(this.idle);
    if (this.state !== "idle") this.idle = this.clock.setTimeout(() => this.rest(), IDLE);
  }

  /** Say what one's camera shows. */
  look(cam) {
    this.cam = cam;
    this.be();
  }

  rest() {
    if (this.state === "idle") return;
    this.before = this.state;
    this.state = "idle";
    this.later();
  }

  /** The person is back at it. */
  wake() {
    if (this.state === "idle") this.be(undefined, this.before ?? "view");
    else this.be();
  }

  later() {
    if (this.timer) return;
    this.timer = this.clock.setTimeout(() => this.now(), Math.max(0, this.lastSent + PACE - this.clock.now()));
  }

  /** Send it, unless just this was said on this connection already. */
  now() {
    this.timer = null;
    const frame = { t: "pres", at: this.at, st: this.state, ...(this.cam ? { cam: this.cam } : {}) };
    const text = JSON.stringify(frame);
    if (text === this.said) return;
    this.said = text;
    this.lastSent = this.clock.now();
    this.send(frame);
  }

  /** A new connection knows nothing of us, and tells who is here. */
  hello(frame) {
    this.you = frame.you;
    this.said = null;
    this.people = new Map((frame.roster ?? []).map((person) => [person.conn, person]));
    this.changed(this.list());
    this.later();
  }

  /** A difference of the roster, or all of it after one was missed. */
  take(frame) {
    if (frame.roster) this.people.clear();
    for (const person of frame.roster ?? frame.in ?? []) this.people.set(person.conn, person);
    for (const conn of frame.out ?? []) this.people.delete(conn);
    this.changed(this.list());
  }

  list() {
    return [...this.people.values()];
  }
}
