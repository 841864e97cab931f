// Many thin clients in one process: edits at random moments whether or not the server keeps up, and how long each takes until the
// LAST of the other clients has it, from the moment at which it was due. The plan is JSON on standard input, the outcome on output.
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

import { Ours } from "./ours.mjs";
import { Poll } from "./poll.mjs";
import { Peer } from "./hocuspocus.mjs";

const plan = JSON.parse(readFileSync(0, "utf8"));
const KINDS = { ours: Ours, poll: Poll, peer: Peer };
const edits = new Map();
let closes = 0;
let gaps = 0;
let refused = {};
let retries = 0;
let pictures = 0;

/** What clients tell. */
const hear = {
  saw(id, client) {
    const edit = edits.get(id);
    if (!edit || edit.by === client || edit.seenBy[client]) return;
    edit.seenBy[client] = 1;
    edit.left -= 1;
    if (edit.left === 0) edit.allSaw = performance.now();
  },
  acked(id) {
    const edit = edits.get(id);
    if (edit && !edit.acked) edit.acked = performance.now();
  },
  refused(id, why) {
    refused[why] = (refused[why] ?? 0) + 1;
    edits.delete(id);
  },
  retried: () => (retries += 1),
  closed: () => (closes += 1),
  gap: () => (gaps += 1),
  picture: () => (pictures += 1),
};

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Seconds until the next edit, of a Poisson process. */
const pause = (rate) => -Math.log(1 - Math.random()) / rate;

function percentiles(values) {
  const sorted = Float64Array.from(values).sort();
  const at = (share) => (sorted.length ? Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] * 100) / 100 : null);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

async function join() {
  const clients = [];
  for (let place = 0; place < plan.clients; place += 1) {
    clients.push(new KINDS[plan.kind](plan, place, hear));
    if (place % 10 === 9) await Promise.all(clients.slice(-10).map((client) => client.ready));
  }
  await Promise.all(clients.map((client) => client.ready));
  return clients;
}

async function edit(clients, seconds, isCounted) {
  const begin = performance.now();
  let due = begin + pause(plan.rate) * 1000;
  let number = 0;
  while (due < begin + seconds * 1000) {
    const wait = due - performance.now();
    if (wait > 1) await sleep(wait);
    else if (number % 20 === 0) await new Promise(setImmediate);
    const by = Math.floor(Math.random() * clients.length);
    const id = clients[by].edit(number);
    edits.set(id, { by, due, left: clients.length - 1, seenBy: new Uint8Array(clients.length), allSaw: 0, acked: 0, isCounted });
    number += 1;
    due += pause(plan.rate) * 1000;
  }
}

const isDone = (entry) => entry.allSaw && entry.acked;

async function drain(seconds) {
  const until = performance.now() + seconds * 1000;
  while (performance.now() < until && [...edits.values()].some((entry) => !isDone(entry))) await sleep(50);
}

const clients = await join();
await sleep(500);
await edit(clients, plan.warm ?? 1, false);
process.stderr.write("begin\n");
await edit(clients, plan.seconds, true);
process.stderr.write("end\n");
await drain(plan.drain ?? 15);
const counted = [...edits.values()].filter((entry) => entry.isCounted);
const outcome = {
  edits: counted.length,
  all_saw: percentiles(counted.filter((entry) => entry.allSaw).map((entry) => entry.allSaw - entry.due)),
  ack: percentiles(counted.filter((entry) => entry.acked).map((entry) => entry.acked - entry.due)),
  missing: [...edits.values()].reduce((sum, entry) => sum + entry.left, 0),
  unacknowledged: counted.filter((entry) => !entry.acked).length,
  refused,
  retries,
  closes,
  gaps,
  pictures,
  acknowledged: [...edits].filter(([, entry]) => entry.acked).map(([id]) => id),
};
process.stdout.write(JSON.stringify(outcome), () => process.exit(0));
