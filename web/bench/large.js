/**
 * One large file, FILE, by curl in one PUT and by each uploader in parts, one
 * after the other, ROUNDS times. curl shows what the link gives. The first after
 * it may be slower, whoever it is, so each round begins with another uploader.
 */
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { api, launch, report, uploaders, visit } from "./browser.js";
import { empty } from "./bucket.js";
import { presign } from "./signer.js";

const file = process.env.FILE;
const ways = ["slipway", "uppy5", "uppy6"];

const browser = await launch();
try {
  const script = await uploaders();
  for (let round = 0; round < Number(process.env.ROUNDS); round++) {
    await report("curl", curl);
    await empty();
    for (const i of ways.keys()) {
      const name = ways[(round + i) % ways.length];
      await report(name, () =>
        visit(browser, script, async (page) => {
          await page.locator("input").setInputFiles(file);
          return page.evaluate(
            ([name, base]) => uploaders.timed(name, [...document.querySelector("input").files], base),
            [name, api],
          );
        }),
      );
      await empty();
    }
  }
} finally {
  await browser.close();
}

/** One PUT of the whole file, timed by curl itself. */
async function curl() {
  const type = "video/mp4";
  const url = await presign(path.basename(file), type);
  const { stdout } = await promisify(execFile)("curl", [
    "--socks5",
    process.env.LINK,
    "--fail-with-body",
    "--silent",
    "--show-error",
    "--output",
    "/dev/null",
    "--header",
    `Content-Type: ${type}`,
    "--upload-file",
    file,
    "--write-out",
    "%{time_total}",
    url,
  ]);
  const milliseconds = 1000 * Number(stdout);
  return { milliseconds, sent: milliseconds };
}
