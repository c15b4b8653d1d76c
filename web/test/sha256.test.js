/**
 * The checksum: that it is the right one, and how it is read.
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { UnreadableFileError } from "../slipway.js";
import { sha256 } from "../slipway/sha256.js";

const MiB = 1024 ** 2;
const { signal } = new AbortController();

test("SHA-256 of files of any size", async () => {
  for (const size of [0, 1, 63, 64, 65, 1000, MiB, 16 * MiB, 16 * MiB + 1, 40 * MiB]) {
    const bytes = randomBytes(size);
    const expected = createHash("sha256").update(bytes).digest("base64");
    assert.equal(await sha256(new Blob([bytes]), signal), expected, `${size} bytes`);
  }
});

test("no more than two files are in memory at once", async (context) => {
  let now = 0;
  let most = 0;
  const { arrayBuffer } = Blob.prototype;
  context.mock.method(Blob.prototype, "arrayBuffer", async function (/** @type {any[]} */ ...given) {
    most = Math.max(most, ++now);
    // @ts-ignore: this is the blob
    return arrayBuffer.apply(this, given).finally(() => now--);
  });
  await Promise.all(Array.from({ length: 8 }, () => sha256(new Blob([new Uint8Array(MiB)]), signal)));
  assert.equal(most, 2);
});

test("a page that is not secure has no digest, and is told so", async (context) => {
  context.mock.getter(crypto, "subtle", () => undefined);
  await assert.rejects(async () => sha256(new Blob([]), signal), /^TypeError: SHA-256 needs HTTPS/);
});

test("a file that cannot be read", async (context) => {
  const cause = new DOMException("The file changed.", "NotReadableError");
  context.mock.method(Blob.prototype, "arrayBuffer", async () => {
    throw cause;
  });
  await assert.rejects(sha256(new Blob(["a"]), signal), (/** @type {Error} */ error) => {
    assert.ok(error instanceof UnreadableFileError);
    assert.equal(error.cause, cause);
    return true;
  });
});

test("a file given up while it is read", async () => {
  const canceller = new AbortController();
  const hash = sha256(new Blob([new Uint8Array(17 * MiB)]), canceller.signal);
  canceller.abort(new Error("given up"));
  await assert.rejects(hash, /given up/);
});
