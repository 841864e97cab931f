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
  const clock = new Clock();
  const line = openPoll({ address: "/changes/", since: () => 7, epoch: () => "e", version: 3 }, on, clock);
  await settled();
  return { line, asked, said, clock };
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

test("each request says which version of the frames the page speaks, and one that is too old has to be loaded again", async () => {
  const { line, asked, said } = await poll(nothingNew, { status: 426 });
  await line.send(chg);
  assert.deepEqual(asked, ["GET /changes/?since=7&epoch=e&v=3&limit=500", "POST /changes/?epoch=e&v=3"]);
  assert.deepEqual(said.at(-1), ["close", 4426]);
  assert.deepEqual((await poll({ status: 426 })).said, [["close", 4426]]);
});

test("a page whose token is of before the last login has to be loaded again, and does not knock for ever", async () => {
  const { line, said } = await poll(nothingNew, { status: 403 });
  await line.send(chg);
  assert.deepEqual(said.at(-1), ["close", 4426]);
});

test("rights come with each answer", async () => {
  const { said, clock } = await poll({ body: { head: 7, changes: [], can: ["view", "edit-map"] } }, { body: { head: 7, changes: [], can: ["view"] } });
  clock.pass(1000);
  await settled();
  assert.deepEqual(said.filter((frame) => frame.t === "perm"), [{ t: "perm", can: ["view"] }]);
  assert.deepEqual(said[0], ["hello", 7]);
});
