/**
 * The client in a browser, with the real stack behind a bad network: each upload
 * is stored whole, or fails with a clear error and leaves nothing behind.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe } from "node:test";
import { end, start, tell, until } from "../test/client.js";
import { folder } from "../test/harness.js";
import { api, s3, server } from "./network.js";
import { arrives, begun, faultTest, KiB, MiB, named, retries, threshold } from "./outcome.js";

/** @import { Page } from 'playwright-core' */
/** @import { Chosen } from './outcome.js' */

let count = 0;

/**
 * @param {number} size
 * @returns {Chosen}
 */
const file = (size) => ({ name: `file-${++count}.txt`, mimeType: "text/plain", buffer: randomBytes(size) });

/** A form and an upload in parts. */
const KINDS = [
  { what: "form", size: 3 * MiB },
  { what: "parts", size: 11 * MiB },
];

/**
 * @param {Page} page
 * @param {Chosen | Chosen[] | string} files
 * @param {object} [options]
 */
const begin = (page, files, options) =>
  start(page, files, /** @type {any} */ ({ api: api.url, threshold, ...options }));

/** KiB a second: slow enough for a fault in the middle of a file. */
const SLOW = { rate: 2048 };

/**
 * Starts an upload over a slow link, and returns in the middle of the first file or
 * part. The browser's progress does not tell: it includes what is in buffers.
 * @param {Page} page
 * @param {Parameters<typeof begin>[1]} files
 * @param {object} [options]
 */
async function beginSlowly(page, files, options) {
  await s3.add("upstream", "bandwidth", SLOW);
  const sent = page.waitForRequest((request) => request.method() !== "OPTIONS" && s3.addresses.test(request.url()));
  await begin(page, files, options);
  await sent;
}

describe("a network", { concurrency: 2 }, () => {
  describe("that is bad", { concurrency: 1 }, () => {
    afterEach(async () => {
      await api.mend();
      await s3.mend();
    });

    for (const { what, size } of KINDS) {
      faultTest("latency of 100 to 300 ms each way", what, async (page) => {
        for (const link of [api, s3]) {
          await link.add("upstream", "latency", { latency: 200, jitter: 100 });
          await link.add("downstream", "latency", { latency: 200, jitter: 100 });
        }
        const one = file(size);
        await begin(page, one);
        return arrives(page, one);
      });

      faultTest("1 MiB a second on each connection", what, async (page) => {
        await s3.add("upstream", "bandwidth", { rate: 1024 });
        const one = file(size);
        await begin(page, one);
        return arrives(page, one);
      });

      faultTest("connections closed after 1 MiB", what, async (page) => {
        await s3.add("upstream", "limit_data", { bytes: MiB });
        const one = file(size);
        await begin(page, one);
        await retries(page, 2);
        await s3.mend();
        return arrives(page, one);
      });

      faultTest("connections reset in the middle", what, async (page) => {
        await s3.add("upstream", "bandwidth", SLOW);
        await s3.add("upstream", "reset_peer", { timeout: 700 });
        const one = file(size);
        await begin(page, one);
        await retries(page, 2);
        await s3.mend();
        return arrives(page, one);
      });

      faultTest("no byte passes, then the connections close", what, async (page) => {
        const one = file(size);
        await beginSlowly(page, one);
        await s3.add("upstream", "timeout", { timeout: 3000 });
        await retries(page);
        await s3.mend();
        return arrives(page, one);
      });

      faultTest("S3 answers, and no answer comes back", what, async (page) => {
        const one = file(size);
        await beginSlowly(page, one);
        await s3.add("downstream", "limit_data", { bytes: 1 });
        await retries(page, 2);
        await s3.mend();
        return arrives(page, one);
      });

      faultTest("the API down at the start", what, async (page) => {
        const one = file(size);
        await api.cut();
        await begin(page, one);
        await retries(page, 3);
        await api.mend();
        return arrives(page, one);
      });

      faultTest("the S3 server restarted", what, async (page) => {
        const one = file(size);
        await beginSlowly(page, one);
        await server.stop();
        await retries(page, 2);
        await server.start();
        return arrives(page, one);
      });

      for (const year of [1999, 2099]) {
        faultTest(`a clock in the year ${year}`, what, async (page) => {
          await page.clock.setFixedTime(new Date(year, 11, 31));
          const one = file(size);
          await begin(page, one);
          return arrives(page, one);
        });
      }

      faultTest("S3 away for good", what, async (page) => {
        const one = file(size);
        await beginSlowly(page, one, { tries: 3 });
        await s3.cut();
        const { error } = await end(page);
        assert.equal(error?.name, "NetworkError");
        assert.match(error.message, /storage could not be reached.*Try again/);
        await s3.mend();
        assert.equal((await begun(one.name)).length, what === "form" ? 0 : 1, "what a second try would go on with");
        await tell(page, "cancel");
        await nothing(one.name);
        return "a clear error; nothing left once it is given up";
      });
    }

    faultTest("the API down when all parts are sent", "parts", async (page) => {
      const one = file(11 * MiB);
      await beginSlowly(page, one);
      await api.cut();
      await until(page, "retrying", one.buffer.length);
      await api.mend();
      return arrives(page, one);
    });

    faultTest("the API away for good", "form", async (page) => {
      const one = file(KiB);
      await api.cut();
      await begin(page, one, { tries: 3 });
      const { error } = await end(page);
      assert.equal(error?.name, "NetworkError");
      assert.match(error.message, /API could not be reached/);
      await nothing(one.name);
      return "a clear error, nothing left";
    });

    faultTest("the tab closed and opened again", "parts", async (page) => {
      const one = file(17 * MiB);
      const disk = path.join(folder, one.name);
      await writeFile(disk, one.buffer);
      const arrived = page.waitForResponse((response) => response.request().method() === "PUT" && response.ok());
      await beginSlowly(page, disk);
      await arrived;
      const address = page.url();
      const context = page.context();
      await page.close();
      await s3.mend();

      const next = await context.newPage();
      await next.goto(address);
      let parts = 0;
      next.on("request", (request) => (parts += Number(request.method() === "PUT")));
      await begin(next, disk);
      const outcome = await arrives(next, one);
      assert.ok(parts < 4, `${parts} parts were sent again`);
      return outcome;
    });

    faultTest("the tab closed and opened again", "form", async (page) => {
      const one = file(3 * MiB);
      await beginSlowly(page, one);
      const address = page.url();
      const context = page.context();
      await page.close();
      const next = await context.newPage();
      await next.goto(address);
      await begin(next, one);
      return arrives(next, one);
    });
  });

  describe("that waits", { concurrency: 4 }, () => {
    for (const { what, sizes, asleep } of [
      { what: "forms", sizes: Array(8).fill(200 * KiB), asleep: false },
      { what: "forms, asleep", sizes: Array(8).fill(200 * KiB), asleep: true },
      { what: "parts", sizes: [17 * MiB], asleep: false },
    ]) {
      faultTest("signatures expire in the queue", what, async (page) => {
        if (asleep) {
          // The monotonic clock stops while a computer sleeps: only S3 notices the time.
          await page.evaluate(() => {
            const now = performance.now();
            performance.now = () => now;
          });
        }
        const files = sizes.map(file);
        await page.route(s3.addresses, () => {}); // signed, and then held back
        const signing = page.waitForResponse((response) => /\/(uploads|batch)$/.test(new URL(response.url()).pathname));
        const sent = page.waitForRequest((request) => s3.addresses.test(request.url()));
        await begin(page, files);
        const answer = await (await signing).json();
        const { expires } = answer.uploads?.[0] ?? answer;
        await sent;
        await tell(page, "pause");
        await page.unroute(s3.addresses);
        await new Promise((resolve) => setTimeout(resolve, 1000 * (expires + 2))); // S3's clock is what counts

        let refused = 0;
        page.on("response", (response) => (refused += Number(response.status() === 403)));
        await tell(page, "resume");
        for (const [index, one] of files.entries()) await arrives(page, one, index);
        assert.equal(refused > 0, asleep, `S3 refused ${refused} signatures`);
        return `stored once, equal; refused as too old, and signed anew: ${refused}`;
      });
    }
  });
});

/** @param {string} name of a file that S3 must not have */
async function nothing(name) {
  for (const end = Date.now() + 20_000; (await begun(name)).length > 0 && Date.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual([await named(name), await begun(name)], [[], []]);
}
