/**
 * Browsers as old as README says: without what came later, and in a syntax
 * that they know.
 */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { transform } from "esbuild";
import { createHash, randomBytes } from "node:crypto";
import { hashOf } from "./bucket.js";
import { clientTest, end, key, start, tell, until } from "./client.js";
import { S3 } from "./stack.js";

const web = new URL("../", import.meta.url);

/** What one of the three oldest browsers lacks. */
const LATER = [
  "AbortSignal.any",
  "AbortSignal.timeout",
  "Array.fromAsync",
  "Array.prototype.findLast",
  "Array.prototype.findLastIndex",
  "Array.prototype.toReversed",
  "Array.prototype.toSorted",
  "Array.prototype.toSpliced",
  "Array.prototype.with",
  "ArrayBuffer.prototype.transfer",
  "Blob.prototype.bytes",
  "Headers.prototype.getSetCookie",
  "Iterator",
  "Map.groupBy",
  "Math.f16round",
  "Math.sumPrecise",
  "Object.groupBy",
  "Promise.try",
  "Promise.withResolvers",
  "ReadableStream.from",
  "RegExp.escape",
  "Response.json",
  "Response.prototype.bytes",
  "Set.prototype.difference",
  "Set.prototype.intersection",
  "Set.prototype.union",
  "String.prototype.isWellFormed",
  "String.prototype.toWellFormed",
  "Uint8Array.fromBase64",
  "Uint8Array.prototype.toBase64",
  "URL.canParse",
  "URL.parse",
  "URLSearchParams.prototype.size",
  "scheduler",
  // Pages that are not secure lack these in any browser.
  "Crypto.prototype.randomUUID",
  "Crypto.prototype.subtle",
  "Navigator.prototype.locks",
  // Browsers a little older yet.
  "reportError",
  "structuredClone",
];

for (const what of ["form", "parts"]) {
  clientTest(
    `a browser without what came later stores a file in ${what === "form" ? "a form" : "parts"}`,
    async (page) => {
      const left = await page.evaluate((names) => {
        /** @type {any} */
        const everything = window;
        return names.filter((name) => {
          const path = name.split(".");
          const last = String(path.pop());
          const owner = path.reduce((object, member) => object?.[member], everything);
          if (owner) delete owner[last];
          return owner && last in owner;
        });
      }, LATER);
      assert.deepEqual(left, []);

      let broken = 0;
      await page.route(S3, (route) => (broken++ ? route.continue() : route.abort())); // it tries again
      const files = [1000, 6_000_000].map((size) => ({
        name: `${size}.txt`,
        mimeType: "text/plain",
        buffer: randomBytes(size),
      }));
      const threshold = what === "form" ? 1e9 : 0;
      await start(page, files, { threshold, metadata: { album: "old" } });
      for (const [i, { buffer }] of files.entries()) {
        assert.equal(await hashOf(await key(page, i)), createHash("sha256").update(buffer).digest("hex"));
      }

      await page.unroute(S3);
      await page.route(S3, () => {});
      await start(page, files, { threshold });
      await until(page, "sending");
      await tell(page, "pause");
      await tell(page, "resume");
      await tell(page, "cancel");
      assert.equal((await end(page)).error?.name, "AbortError");
    },
  );
}

test("the client is written in a syntax that the oldest browsers know", async () => {
  const target = ["chrome100", "edge100", "firefox97", "safari15.4"];
  const modules = ["slipway.js", ...(await readdir(new URL("slipway/", web))).map((name) => `slipway/${name}`)];
  for (const name of modules) {
    const code = await readFile(new URL(name, web), "utf8");
    const [older, newest] = await Promise.all([transform(code, { target }), transform(code, { target: "esnext" })]);
    assert.equal(older.code, newest.code, `${name} has to be rewritten for them`);
  }
});
