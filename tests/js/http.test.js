import assert from "node:assert/strict";
import test from "node:test";
import { bodyOf, csrfToken, post } from "../../static/js/core/http.js";

test("lists give a field several times, what is unknown is left out", () => {
  const body = bodyOf({ team: ["1", "2"], owner: null, note: "", step: undefined });
  assert.deepEqual([...body.entries()], [["team", "1"], ["team", "2"], ["note", ""]]);
});

test("a post carries the page's token and stays on our origin", async () => {
  globalThis.document = { querySelector: (selector) => (selector === "[name=csrfmiddlewaretoken]" ? { value: "secret" } : null) };
  let sent;
  globalThis.fetch = async (url, options) => { sent = { url, ...options }; return { ok: true }; };
  await post("/workshops/1/captures/", { text: "hello" });
  assert.equal(sent.url, "/workshops/1/captures/");
  assert.equal(sent.method, "POST");
  assert.equal(sent.headers["X-CSRFToken"], "secret");
  assert.equal(sent.credentials, "same-origin");
  assert.equal(sent.body.get("text"), "hello");
});

test("a page without a form has no token", () => {
  assert.equal(csrfToken({ querySelector: () => null }), "");
});
