import assert from "node:assert/strict";
import test from "node:test";
import { openPoll } from "../../static/js/live/poll.js";
import { Clock } from "./live-clock.js";

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A poll whose requests get these answers in turn, then none any more; and what it says. */
async function poll(...answers) {
  const asked = [];
  const said = [];
  globalThis.document = { cookie: "", querySelector: () => null };
  globalThis.fetch = (url, options) => {
    asked.push(`${options.method ?? "GET"} ${url}`);
    const answer = answers.shift();
    return answer ? Promise.resolve(new Response(JSON.stringify(answer.body ?? {}), { status: answer.status ?? 200, headers: answer.headers })) : new Promise(() => {});
  };
  const on = { hello: (frame) => said.push(["hello", frame.head]), frame: (frame) => said.push(frame), close: (code) => said.push(["close", code]) };
  const line = openPoll({ address: "/changes/", since: () => 7, epoch: () => "e" }, on, new Clock());
  await settled();
  return { line, asked, said };
}

const nothingNew = { body: { head: 7, changes: [] } };
const chg = { t: "chg", id: "one", cid: "tab", ops: [] };

test("a change that comes too fast is sent again after the time that the server names, and the line stays", async () => {
  for (const status of [429, 503]) {
    const { line, said } = await poll(nothingNew, { status, headers: { "Retry-After": "7" } });
    await line.send(chg);
    assert.deepEqual(said, [["hello", 7], { t: "hb", head: 7 }, { t: "retry", id: "one", after: 7000 }]);
  }
});

test("a poll that is too much for the server comes again when it says, as after any goodbye", async () => {
  const { asked, said } = await poll({ status: 429, headers: { "Retry-After": "40" } });
  assert.deepEqual(said, [{ t: "bye", in: 40000 }, ["close", 1013]]);
  assert.equal(asked.length, 1);
});

test("without such a time it is a lost line", async () => {
  const { line, said } = await poll(nothingNew, { status: 429 });
  await line.send(chg);
  assert.deepEqual(said.at(-1), ["close", 1006]);
});

test("what can never be taken is refused", async () => {
  const errors = [{ path: "ops[0].f.text", text: "Too long." }];
  const { line, said } = await poll(nothingNew, { status: 400, body: { errors } });
  await line.send(chg);
  assert.deepEqual(said.at(-1), { t: "no", id: "one", why: "invalid", errors });
});
