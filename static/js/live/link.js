// The one connection of a tab: a socket, or POST and long-poll where sockets do not work. Reconnects, notices silence, never gives up
// unless the server says that this person or page has no business here; where too many pages are open, it waits until it is looked at again.

export const FIRST = 500;
export const MOST = 15000;
export const SILENCE = 35000;
/** How long a new connection may be silent: a network that swallows sockets closes none of them. */
export const OPENING = 10000;
export const LAG = 2000;
export const PROBE = 3000;
export const SOCKET_AGAIN = 5 * 60 * 1000;
export const TRIES = 3;
/** The close code of a line that nothing came on. */
const SILENT = 1006;
/** Close codes of a message that is too large: of the server that takes no more, and ours. */
const LARGE = [1009, 4413];

/** Milliseconds to wait before the next try: doubling up to a limit, anywhere between nothing and that. */
export function backoff(fails, random) {
  return Math.min(MOST, FIRST * 2 ** Math.max(0, fails - 1)) * random;
}

/** What a close code means: again at once, again later, the state afresh, or not at all (and why). */
export function meaningOf(code) {
  if (code === 4401) return { stop: "signed-out" };
  if (code === 4403) return { stop: "removed" };
  if (code === 4404) return { stop: "gone" };
  if (code === 4426) return { stop: "old" };
  if (code === 4429) return { stop: "crowded" };
  if (code === 4409) return { afresh: true };
  return { at: code === 4408 || LARGE.includes(code) ? "once" : "later" };
}

export class Link {
  /** `open` has socket(handlers) and poll(handlers), each giving {send, ping, close}; `on` has frame, live(bool, mode), large(), stop(why),
   * afresh(); `clock` has now, setTimeout, clearTimeout, random. */
  constructor({ open, on, clock, canSocket = true }) {
    Object.assign(this, { open, on, clock, canSocket });
    this.fails = 0;
    this.isLive = false;
    this.isStopped = false;
    this.mode = canSocket ? "socket" : "poll";
  }

  start() {
    if (this.isStopped || this.transport) return;
    this.clock.clearTimeout(this.waiting);
    this.waiting = null;
    const token = {};
    this.token = token;
    const mine = (fn) => (detail) => { if (this.token === token) fn(detail); };
    this.transport = this.open[this.mode]({ hello: mine((frame) => this.hello(frame)), frame: mine((frame) => this.frame(frame)), close: mine((code) => this.closed(code)) });
    this.listen(OPENING);
  }

  hello(frame) {
    this.fails = 0;
    this.isLive = true;
    this.listen(SILENCE);
    if (this.mode === "poll" && this.canSocket && !this.later) this.later = this.clock.setTimeout(() => this.trySocket(), SOCKET_AGAIN);
    this.on.live(true, this.mode);
    this.on.frame(frame);
  }

  frame(frame) {
    this.listen(SILENCE);
    if (frame.t === "bye") this.pause = frame.in;
    this.on.frame(frame);
  }

  /** When nothing comes for so long, a connection that stood is made anew, and one that never came about has failed. */
  listen(milliseconds) {
    this.clock.clearTimeout(this.watchdog);
    this.watchdog = this.clock.setTimeout(() => (this.isLive ? this.reconnect() : this.closed(SILENT)), milliseconds);
  }

  /** Frames were lost, or nothing is heard: a new connection from the last number. */
  reconnect() {
    this.drop();
    this.start();
  }

  /** The computer woke, the network is back or the page is looked at again: is the connection really there? */
  probe() {
    if (this.isCrowded) this.isStopped = this.isCrowded = false;
    if (this.isStopped) return;
    // where long-poll did not get through either, the network was away: that says nothing against sockets
    if (!this.isLive && this.mode === "poll" && this.canSocket) return this.trySocket();
    if (!this.transport) return this.start();
    if (this.isLive) this.transport.ping();
    this.listen(PROBE);
  }

  closed(code) {
    const wasLive = this.isLive;
    if (LARGE.includes(code)) this.on.large(); // while it is still known what was on its way
    this.drop();
    // another tab may have got this browser a new session, with which the next try is let in
    const meaning = code === 4401 && wasLive ? { at: "once" } : meaningOf(code);
    if (meaning.stop) {
      this.isStopped = true;
      this.isCrowded = meaning.stop === "crowded";
      if (this.isCrowded) this.waiting = this.clock.setTimeout(() => this.probe(), SOCKET_AGAIN);
      return this.on.stop(meaning.stop);
    }
    if (meaning.afresh) return this.on.afresh();
    if (!wasLive) this.fails += 1;
    if (this.mode === "socket" && this.fails >= TRIES) {
      this.mode = "poll";
      this.fails = 0;
      return this.start();
    }
    const wait = this.pause ?? (meaning.at === "once" && wasLive ? 0 : backoff(Math.max(1, this.fails), this.clock.random()));
    this.pause = null;
    this.waiting = this.clock.setTimeout(() => this.start(), wait);
  }

  trySocket() {
    this.later = null;
    if (this.isStopped || this.mode === "socket") return;
    this.mode = "socket";
    this.fails = TRIES - 1;
    this.reconnect();
  }

  drop() {
    this.clock.clearTimeout(this.watchdog);
    this.clock.clearTimeout(this.waiting);
    const transport = this.transport;
    this.token = this.transport = null;
    transport?.close();
    if (this.isLive) {
      this.isLive = false;
      this.on.live(false, this.mode);
    }
  }

  send(frame) {
    this.transport?.send(frame);
  }
}
