/**
 * What a page knows of the rules: three kinds of upload (profiles.json), and
 * what the client refuses by itself.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { judge } from "../slipway/rules.js";
import { keys, stored } from "./bucket.js";
import { hurry } from "./clock.js";
import { clientTest, end, key, requests, start } from "./client.js";
import { pageTest, reaches, row, textOf } from "./harness.js";
import { site } from "./stack.js";

const RULES = /\/rules(\?.*)?$/;

/** @param {string} [profile] */
const rulesOf = async (profile = "") => (await fetch(`${site}/rules?profile=${profile}`)).json();

/**
 * What the API says of files, by their names and types.
 * @param {Array<{name: string, type: string, profile?: string, size: number}>} files
 * @returns {Promise<Array<string | undefined>>} the codes of those that it refuses
 */
async function asked(files) {
  const codes = [];
  for (let i = 0; i < files.length; i += 100) {
    const body = JSON.stringify({ files: files.slice(i, i + 100) });
    let answer = await fetch(`${site}/uploads`, { method: "POST", body });
    while (answer.status === 429) {
      await setTimeout(100); // the API takes 100 requests a second
      answer = await fetch(`${site}/uploads`, { method: "POST", body });
    }
    const { uploads, message } = await answer.json();
    assert.equal(answer.status, 200, message);
    codes.push(...uploads.map((/** @type {any} */ { code }) => code));
  }
  return codes;
}

const png = { mimeType: "image/png", name: "me.png", buffer: Buffer.from("PNG") };
const pdf = { mimeType: "application/pdf", name: "contract.pdf", buffer: Buffer.from("%PDF-1.7") };
const mp4 = { mimeType: "video/mp4", name: "film.mp4", buffer: Buffer.alloc(12_000_000, "film") };
/**
 * @param {typeof png} file
 * @param {number} size
 */
const sized = (file, size) => ({ ...file, buffer: Buffer.alloc(size) });

for (const [profile, file, folder, caching, disposition] of /** @type {const} */ ([
  ["avatar", png, /^uploads\/avatar\/[0-9a-f-]{36}\/me\.png$/, "public, max-age=31536000, immutable", undefined],
  ["document", pdf, /^uploads\/document\/contract\.pdf$/, undefined, 'attachment; filename="contract.pdf"'],
  ["video", mp4, /^uploads\/video\/[0-9a-f-]{36}\/film\.mp4$/, "no-cache", 'inline; filename="film.mp4"'],
])) {
  clientTest(`${profile}: a file of its own is stored in its own folder, with its own headers`, async (page) => {
    const sent = requests(page);
    await start(page, [file], { profile });
    const where = await key(page);
    assert.match(where, folder);
    const object = await stored(where);
    assert.equal(object.type, file.mimeType);
    assert.ok(object.bytes.equals(file.buffer));
    assert.deepEqual(object.headers, { "Cache-Control": caching, "Content-Disposition": disposition });
    assert.equal(sent.api(RULES).length, 1);
    assert.equal(sent.api(/\/uploads$/).length, profile === "video" ? 0 : 1, "one form, or none");
    assert.equal(sent.s3("PUT").length, profile === "video" ? 3 : 0);
  });
}

for (const [what, profile, file, error] of /** @type {const} */ ([
  [
    "a document",
    "avatar",
    pdf,
    { code: "TypeNotAllowed", message: "This file's type is not accepted here; choose PNG or JPEG." },
  ],
  [
    "too large",
    "avatar",
    sized(png, 100_001),
    { code: "FileTooLarge", message: "This file is 100.1 kB; the limit is 100 kB." },
  ],
  [
    "a picture",
    "document",
    png,
    { code: "TypeNotAllowed", message: "This file's type is not accepted here; choose PDF." },
  ],
  [
    "too small",
    "document",
    sized(pdf, 4),
    { code: "FileTooSmall", message: "This file is 4 bytes; the minimum is 5 bytes." },
  ],
  [
    "a picture",
    "video",
    png,
    { code: "TypeNotAllowed", message: "This file's type is not accepted here; choose any video." },
  ],
  [
    "too large",
    "video",
    sized(mp4, 20_000_001),
    { code: "FileTooLarge", message: "This file is 20.1 MB; the limit is 20 MB." },
  ],
])) {
  clientTest(`${profile}: ${what}, refused before any request, and by the API when asked`, async (page) => {
    const before = await keys();
    const sent = requests(page);
    await start(page, [file], { profile });
    assert.deepEqual(await end(page), { error: { name: "ApiError", ...error } });
    assert.deepEqual(
      sent.api(/\/(uploads$|s3\/)/).map((one) => one.url()),
      [],
    );
    assert.deepEqual(sent.s3(), []);
    assert.deepEqual(await keys(), before);
    const described = { name: file.name, type: file.mimeType, size: file.buffer.length, profile };
    assert.deepEqual(await asked([described]), [error.code]);
  });
}

clientTest("a profile that there is not: the API says so", async (page) => {
  await start(page, [png], { profile: "avatars" });
  const { error } = await end(page);
  assert.equal(error?.code, "UnknownProfile");
  assert.match(error?.message ?? "", /avatar, document, video/);
});

clientTest(
  "the rules are asked for once for all files and calls, and again when they may have changed",
  async (page) => {
    const sent = requests(page);
    await page.clock.install();
    for (let i = 0; i < 3; i++) {
      await start(page, [
        { ...png, name: `${i}.png` },
        { ...png, name: `${i}b.png` },
      ]);
      await key(page, 0);
      await key(page, 1);
    }
    assert.equal(sent.api(RULES).length, 1);
    await page.clock.fastForward(301_000);
    await start(page, [png]);
    await key(page);
    assert.equal(sent.api(RULES).length, 2);
  },
);

for (const [what, answer] of /** @type {const} */ ([
  ["an API without rules", { status: 404, body: '{"message":"Not Found"}' }],
  ["an API that fails", { status: 500, body: '{"message":"Internal Server Error"}' }],
  ["a page in its place", { status: 200, body: "<!doctype html>" }],
  ["rules of another form", { status: 200, body: '{"types":"image/png"}' }],
])) {
  clientTest(`${what}: the file goes all the same`, async (page) => {
    await page.route(RULES, (route) => route.fulfill(answer));
    await start(page, [png]);
    await key(page);
  });
}

clientTest("rules that never come: the file goes all the same, and so does the next", async (page) => {
  await page.clock.install();
  await page.route(RULES, () => {});
  for (let i = 0; i < 2; i++) {
    await start(page, [png]);
    const { seconds } = await hurry(page, 20, key(page));
    assert.ok(seconds >= 10, `it went after ${seconds} s`);
  }
});

clientTest("a page that knows no token: the next call is not held up", async (page) => {
  await page.clock.install();
  await page.evaluate(() => {
    /** @type {any} */ (window).headers = () => new Promise(() => {});
  });
  await start(page, [png]);
  await page.evaluate(() => {
    /** @type {any} */ (window).headers = () => ({});
  });
  await start(page, [png]);
  await hurry(page, 20, key(page));
});

clientTest("a file that is too large for a form goes in parts at once", async (page) => {
  const sent = requests(page);
  await start(page, [sized(mp4, 6_000_000)], { profile: "video" }); // below the threshold of parts, above the form's limit
  await key(page);
  assert.equal(sent.api(/\/uploads$/).length, 0);
});

pageTest("the page fills in what its input accepts, and refuses before it asks", {}, async (page) => {
  const { accept } = await rulesOf();
  await page.waitForFunction(
    (accept) => /** @type {HTMLInputElement} */ (document.querySelector("#choose")).accept === accept,
    accept,
  );
  assert.match(accept, /(^|,)\.png(,|$)/);
  const sent = requests(page);
  await page.setInputFiles("#choose", {
    name: "setup.exe",
    mimeType: "application/x-msdownload",
    buffer: Buffer.from("MZ"),
  });
  await reaches(row(page, "setup.exe"), "failed");
  assert.match(await textOf(row(page, "setup.exe").locator(".status")), /^This type of file is not accepted\.$/);
  assert.equal(
    await row(page, "setup.exe").locator(".retry").isVisible(),
    false,
    "a second try is offered, and cannot help",
  );
  assert.deepEqual(
    sent.api().map((one) => one.url()),
    [],
  );
});

test("what the API accepts is never refused by the client", async () => {
  const ends = [
    ".png",
    ".PNG",
    ".jpg",
    ".jpeg",
    ".jpe",
    ".heic",
    ".svg",
    ".html",
    ".exe",
    ".pdf",
    ".mp4",
    ".webm",
    ".mp3",
    ".csv",
    ".txt",
    ".zip",
    ".bin",
    "",
    ".",
    ".png ",
    ".png.",
    ".png..",
    " .png",
    ".p ng",
    ".png?",
    ".png´",
    ".png₨",
    ".png™",
    ".png½",
    ".png_",
    ".png-",
    ".png日",
    ".png🎉",
    ".png\u{1fae9}",
    ".png\u{1fac8}",
    ".png\u3164",
    ".p\u200bng",
    ".\u202epng",
    ".png\u0301",
    ".png\ufe0f",
    ".ｐｎｇ",
    "．png",
    ".png．",
    ".png…",
    ".p⒈ng",
    ".png\u2800",
    ".png\u0378",
    ".png\u{e0001}",
    ".ꜱvg",
    ".ſvg",
    ".jpg.exe",
    ".exe.jpg",
    ".tar.gz",
    ".png/",
    ".png\\",
    ".png:x",
    ".mov",
    ".ts",
    ".ogg",
    ".md",
    ".docx",
    ".png#",
    ".png%",
    ".png%20",
    ".png(1)",
    ".png (1)",
    ".png\u00a0",
    ".png\u2028",
  ];
  const stems = ["a", "", "?", "Ferien öäü", "e\u0301", ".", "図"];
  const types = [
    "",
    "application/octet-stream",
    "image/png",
    "IMAGE/PNG",
    " image/png ",
    "image/x-png",
    "image/jpg",
    "image/pjpeg",
    "image/svg+xml",
    "text/html",
    "text/plain; charset=utf-8",
    "text/csv;header=present",
    "application/vnd.ms-excel",
    "application/x-zip-compressed",
    "application/x-zip",
    "audio/x-any",
    "audio/mp3",
    "application/ogg",
    "application/mp4",
    "application/x-compressed",
    "video/x-ms-wmv",
    "application/pdf",
    "application/x-pdf",
    "application/x-msdownload",
    "nonsense",
    "image/",
    "/png",
  ];
  let refused = 0;
  for (const profile of ["", "avatar", "document", "video"]) {
    const rules = await rulesOf(profile);
    const files = stems
      .flatMap((stem) => ends.flatMap((end) => types.map((type) => ({ name: stem + end, type, profile, size: 10 }))))
      .filter(({ name }) => name);
    const codes = await asked(
      files.map((file) => ({
        ...file,
        sha256: rules.requireSha256 ? "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=" : "",
      })),
    );
    files.forEach((file, i) => {
      const mine = judge(file, rules);
      if (mine) refused++;
      if (!codes[i]) assert.equal(mine, undefined, `${JSON.stringify(file)} is refused by the client alone`);
      // And what is plainly wrong it does refuse.
      if (codes[i] === "TypeNotAllowed" && /^a\.(exe|pdf|mp4|html)$/.test(file.name) && !file.type)
        assert.ok(mine, JSON.stringify(file));
    });
  }
  assert.ok(refused > 1000, `${refused} refused`);
});

test("letters that a newer Unicode has are no extension", async () => {
  assert.equal(judge({ name: "a.png日", type: "", size: 10 }, await rulesOf("avatar")), undefined); // to the API they may be none
});

test("the limits are the last bytes that are accepted", async () => {
  for (const profile of ["", "avatar", "document", "video"]) {
    const rules = await rulesOf(profile);
    const name = /** @type {Record<string, string>} */ ({ document: "a.pdf", video: "a.mp4" })[profile] ?? "a.png";
    const most = Math.max(rules.maxBytes, rules.maxMultipartBytes);
    for (const [size, code] of /** @type {const} */ ([
      [rules.minBytes, undefined],
      [rules.minBytes - 1, "FileTooSmall"],
      [most, undefined],
      [most + 1, "FileTooLarge"],
    ])) {
      assert.equal(judge({ name, type: "", size }, rules)?.code, code, `${profile}: ${size} bytes`);
    }
  }
});
