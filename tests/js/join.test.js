import assert from "node:assert/strict";
import { test } from "node:test";
import { tokenOf } from "../../static/js/workshops/join.js";

test("the secret of the link is what stands behind the #, and nothing that could not be one", () => {
  assert.equal(tokenOf("#AbCd-_0123456789abcdef"), "AbCd-_0123456789abcdef");
  for (const hash of ["", "#", "#main", "#AbCd-_0123456789abcde", "#AbCd-_0123456789abcdefg", "#AbCd-_0123456789abcd<f"]) assert.equal(tokenOf(hash), "");
});
