import assert from "node:assert/strict";
import test from "node:test";
import { Link, MOST, OPENING, PROBE, SILENCE, SOCKET_AGAIN, backoff } from "../../static/js/live/link.js";
import { Clock } from "./live-clock.js";

function line({ canSocket = true } = {}) {
  const clock = new Clock();
  const opened = [];
  const said = [];
  const open = (mode) => (handlers) => {
    const transport = { mode, handlers, pings: 0, isClosed: false, send() {}, ping() { this.pings += 1; }, close() { this.isClosed = true; } };
    opened.push(transport);
    return transport;
  };
  const on = { frame: (frame) => said.push(frame.t), live: (isLive, mode) => said.push(`${isLive ? "live" : "lost"} ${mode}`), stop: (why) => said.push(`stop ${why}`), afresh: () => said.push("afresh") };
  const link = new Link({ open: { socket: open("socket"), poll: open("poll") }, on, clock, canSocket });
  link.start();
  return { clock, link, opened, said, now: () => opened.at(-1) };
}

test("the wait doubles from half a second to fifteen, with full jitter", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 20].map((fails) => backoff(fails, 1)), [500, 1000, 2000, 4000, 8000, MOST, MOST]);
  assert.equal(backoff(3, 0), 0);
  assert.equal(backoff(3, 0.25), 500);
});

test("live is said at hello and lost when it closes", () => {
  const { said, now } = line();
  assert.deepEqual(said, []);
  now().handlers.hello({ t: "hello" });
  now().handlers.close(1006);
  assert.deepEqual(said, ["live socket", "hello", "lost socket"]);
});

test("three failures without hello lead to long-poll, and five minutes later the socket is tried again", () => {
  const { clock, opened, now } = line();
  now().handlers.close(1006);
  clock.pass(500);
  now().handlers.close(1006);
  clock.pass(1000);
  assert.deepEqual(opened.map((one) => one.mode), ["socket", "socket", "socket"]);
  now().handlers.close(1006);
  assert.equal(now().mode, "poll");
  now().handlers.hello({ t: "hello" });
  const beats = setBeats(clock, now(), SOCKET_AGAIN - 1);
  assert.equal(now().mode, "poll");
  beats(1);
  assert.equal(now().mode, "socket");
  now().handlers.close(1006);
  assert.equal(now().mode, "poll");
});

/** Let time pass with a heartbeat every ten seconds. */
function setBeats(clock, transport, milliseconds) {
  for (let left = milliseconds; left > 0; left -= 10000) {
    transport.handlers.frame({ t: "hb", head: 0 });
    clock.pass(Math.min(left, 10000));
  }
  return (more) => clock.pass(more);
}

test("a network that swallows sockets without a word leads to long-poll, and back to it after each try", () => {
  const { clock, opened, now } = line();
  for (const wait of [500, 1000, 0]) clock.pass(OPENING + wait);
  assert.equal(now().mode, "poll");
  now().handlers.hello({ t: "hello" });
  setBeats(clock, now(), SOCKET_AGAIN);
  assert.equal(now().mode, "socket");
  clock.pass(OPENING);
  assert.equal(now().mode, "poll");
  assert.deepEqual(opened.map((one) => one.isClosed), [true, true, true, true, true, false]);
});

test("a long replay before hello is no silence", () => {
  const { clock, opened, now } = line();
  clock.pass(OPENING - 1);
  now().handlers.frame({ t: "ch", s: 1 });
  clock.pass(OPENING);
  assert.equal(opened.length, 1);
});

test("35 seconds of silence end the connection, any frame starts them anew", () => {
  const { clock, opened, now } = line();
  now().handlers.hello({ t: "hello" });
  clock.pass(SILENCE - 1);
  now().handlers.frame({ t: "ch", s: 1 });
  clock.pass(SILENCE - 1);
  assert.equal(opened.length, 1);
  clock.pass(1);
  assert.equal(opened.length, 2);
  assert.equal(opened[0].isClosed, true);
});

test("waking probes: an answer keeps the connection, none replaces it, a waiting one tries at once", () => {
  const { clock, link, opened, now } = line();
  now().handlers.hello({ t: "hello" });
  link.probe();
  assert.equal(now().pings, 1);
  now().handlers.frame({ t: "hb", head: 0 });
  clock.pass(PROBE);
  assert.equal(opened.length, 1);
  link.probe();
  clock.pass(PROBE);
  assert.equal(opened.length, 2);
  now().handlers.close(1006);
  link.probe();
  assert.equal(opened.length, 3);
});

test("when the network is back after it was away for all tries, sockets come first again", () => {
  const { clock, link, said, now } = line();
  now().handlers.hello({ t: "hello" });
  now().handlers.close(1006);
  for (let tries = 0; tries < 6; tries += 1) {
    clock.pass(MOST);
    now().handlers.close(1006);
  }
  assert.equal(now().mode, "poll");
  link.probe();
  assert.equal(now().mode, "socket");
  now().handlers.close(1006);
  assert.equal(now().mode, "poll");
  now().handlers.hello({ t: "hello" });
  link.probe();
  assert.equal(now().mode, "poll");
  assert.deepEqual(said, ["live socket", "hello", "lost socket", "live poll", "hello"]);
});

test("bye says when to come back", () => {
  const { clock, opened, now } = line();
  now().handlers.hello({ t: "hello" });
  now().handlers.frame({ t: "bye", in: 1700 });
  now().handlers.close(1012);
  clock.pass(1699);
  assert.equal(opened.length, 1);
  clock.pass(1);
  assert.equal(opened.length, 2);
});

test("who has no business here is not tried again", () => {
  for (const [code, why] of [[4401, "signed-out"], [4403, "removed"], [4404, "gone"], [4426, "old"]]) {
    const { clock, link, opened, said, now } = line();
    now().handlers.close(code);
    clock.pass(60000);
    link.probe();
    assert.deepEqual([said, opened.length], [[`stop ${why}`], 1]);
  }
});

test("where too many pages are open that is said, and tried again when this one is looked at, or after five minutes", () => {
  const { clock, link, opened, said, now } = line();
  now().handlers.close(4429);
  clock.pass(SOCKET_AGAIN - 1);
  assert.deepEqual([said, opened.length], [["stop crowded"], 1]);
  link.probe();
  assert.equal(opened.length, 2);
  now().handlers.close(4429);
  clock.pass(SOCKET_AGAIN);
  assert.equal(opened.length, 3);
  now().handlers.hello({ t: "hello" });
  assert.deepEqual(said, ["stop crowded", "stop crowded", "live socket", "hello"]);
});

test("a session that ended under a live line is tried once more, with the one that the browser has now", () => {
  const { clock, opened, said, now } = line();
  now().handlers.hello({ t: "hello" });
  now().handlers.close(4401);
  clock.pass(0);
  assert.equal(opened.length, 2);
  now().handlers.close(4401);
  clock.pass(60000);
  assert.deepEqual([said.at(-1), opened.length], ["stop signed-out", 2]);
});

test("too slow comes back at once, another epoch asks for the state afresh", () => {
  const slow = line();
  slow.now().handlers.hello({ t: "hello" });
  slow.now().handlers.close(4408);
  slow.clock.pass(0);
  assert.equal(slow.opened.length, 2);
  const other = line();
  other.now().handlers.close(4409);
  assert.deepEqual(other.said, ["afresh"]);
});

test("what an old connection still says is not heard", () => {
  const { link, opened, said } = line();
  opened[0].handlers.hello({ t: "hello" });
  link.reconnect();
  said.length = 0;
  opened[0].handlers.frame({ t: "ch", s: 9 });
  opened[0].handlers.close(4401);
  assert.deepEqual(said, []);
});
