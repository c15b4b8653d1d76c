/**
 * The checksum: that it is the right one, and that no file is read in another
 * way than it is meant to be.
 */
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { UnreadableFileError } from "../slipway.js";
import { sha256 } from "../slipway/sha256.js";

/** @import { TestContext } from 'node:test' */

const MiB = 1024 ** 2;
const { signal } = new AbortController();

/** @param {TestContext} context of a test on an insecure page, where the browser has no crypto.subtle */
const insecure = (context) => context.mock.getter(crypto, "subtle", () => undefined);

/** @param {number[]} sizes of files around the ends of blocks, of pieces, and of what is read at once */
async function isRight(sizes) {
  for (const size of sizes) {
    const bytes = randomBytes(size);
    const expected = createHash("sha256").update(bytes).digest("base64");
    assert.equal(await sha256(new Blob([bytes]), signal), expected, `${size} bytes`);
  }
}

test("SHA-256 on a secure page", () =>
  isRight([0, 1, 63, 64, 65, 1000, MiB, 5 * MiB, 16 * MiB - 1, 16 * MiB, 16 * MiB + 1, 18 * MiB]));

test("SHA-256 on an insecure page", (context) => {
  insecure(context);
  return isRight([0, 1, 55, 56, 63, 64, 65, 119, 120, MiB - 1, MiB, MiB + 1, 3_000_000]);
});

test("the browser’s own digest takes a form at once, and nothing larger", async (context) => {
  const digest = context.mock.method(crypto.subtle, "digest");
  for (const [size, calls] of [
    [0, 1],
    [1, 1],
    [MiB, 1],
    [16 * MiB, 1],
    [16 * MiB + 1, 0], // in pieces: of so many parts at once, each in memory, a small device would run out of it
  ]) {
    digest.mock.resetCalls();
    await sha256(new Blob([new Uint8Array(size)]), signal);
    assert.deepEqual(
      digest.mock.calls.map(({ arguments: [, data] }) => data.byteLength),
      Array(calls).fill(size),
      `${size} bytes`,
    );
  }
});

for (const page of ["secure", "insecure"]) {
  for (const size of [1000, 17 * MiB]) {
    test(`a file of ${size} bytes that cannot be read, on a page that is ${page}`, async (context) => {
      if (page === "insecure") insecure(context);
      const cause = new DOMException("The file changed.", "NotReadableError");
      context.mock.method(Blob.prototype, "arrayBuffer", async () => {
        throw cause;
      });
      await assert.rejects(sha256(new Blob([new Uint8Array(size)]), signal), (/** @type {Error} */ error) => {
        assert.ok(error instanceof UnreadableFileError);
        assert.equal(error.cause, cause);
        return true;
      });
    });

    test(`a file of ${size} bytes given up while it is read, on a page that is ${page}`, async (context) => {
      if (page === "insecure") insecure(context);
      const canceller = new AbortController();
      const hash = sha256(new Blob([new Uint8Array(size)]), canceller.signal);
      canceller.abort(new Error("given up"));
      await assert.rejects(hash, /given up/);
    });
  }
}
