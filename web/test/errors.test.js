/**
 * The client in a browser: each error has a code, and details where they say
 * more, so that a page can say it in words of its own.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { load } from "../js/language.js";
import { start } from "./client.js";
import { folder, pageTest } from "./harness.js";
import { S3 } from "./stack.js";

const german = await load(["de"]);

/** @import { Page, Route } from 'playwright-core' */

/** @param {object} answer of the API to all files */
const answers = (answer) => (/** @type {Page} */ page) => page.route("**/uploads", (route) => route.fulfill(answer));
/** @param {object} error of the API for the one file */
const refuses = (error) => answers({ json: { uploads: [error] } });
/** @param {string} body */
const s3 = (body) => (/** @type {Page} */ page) =>
  page.route(S3, (route) => route.fulfill({ status: 400, headers: { "Access-Control-Allow-Origin": "*" }, body }));
const down = (/** @type {Route} */ route) => route.abort();

for (const {
  what,
  words,
  code,
  before,
} of /** @type {Array<{what: string, words: string, code: string, before: (page: Page) => unknown}>} */ ([
  {
    what: "a browser offline",
    code: "NetworkError",
    words: "Sie sind offline.",
    before: offline,
  },
  {
    what: "an API that is down",
    code: "NetworkError",
    words: "Der Dienst ist nicht erreichbar.",
    before: (page) => page.route("**/uploads", down),
  },
  {
    what: "a storage that is down",
    code: "NetworkError",
    words: "Die Verbindung zum Speicher ist abgebrochen.",
    before: (page) => page.route(S3, down),
  },
  {
    what: "a file that is gone",
    code: "UnreadableFile",
    words: "Die Datei wurde verschoben, gelöscht oder geändert. Bitte wählen Sie sie noch einmal.",
    before: vanishes,
  },
  {
    what: "a file over the limit that S3 tells",
    code: "EntityTooLarge",
    words: "Die Datei ist zu groß: erlaubt sind höchstens 10 Byte.",
    before: s3("<Error><Code>EntityTooLarge</Code><MaxSizeAllowed>10</MaxSizeAllowed></Error>"),
  },
  {
    what: "a file over a limit that S3 does not tell",
    code: "EntityTooLarge",
    words: "Die Datei ist zu groß.",
    before: s3("<Error><Code>EntityTooLarge</Code></Error>"),
  },
  {
    what: "a file under the limit that S3 tells",
    code: "EntityTooSmall",
    words: "Die Datei ist zu klein: nötig ist mindestens 2 kB.",
    before: s3("<Error><Code>EntityTooSmall</Code><MinSizeAllowed>2000</MinSizeAllowed></Error>"),
  },
  {
    what: "an answer of the storage that is none",
    code: "Refused",
    words: "Die Datei wurde abgelehnt. Bitte noch einmal versuchen oder dem Betreiber dieser Seite melden.",
    before: s3("<html>"),
  },
  {
    what: "a file that the API refuses",
    code: "FileTooLarge",
    words: "Die Datei hat 1 kB, erlaubt sind höchstens 10 Byte.",
    before: async (page) => {
      await refuses({ code: "FileTooLarge", message: "No.", details: { limit: 10, actual: 1000 } })(page);
      await page.route("**/s3/multipart", (route) =>
        route.fulfill({
          status: 413,
          json: { code: "FileTooLarge", message: "No.", details: { limit: 10, actual: 1000 } },
        }),
      );
    },
  },
  {
    what: "a type that the API refuses",
    code: "TypeNotAllowed",
    words: "Dateien dieser Art sind nicht erlaubt, nur PNG oder GIF.",
    before: refuses({
      code: "TypeNotAllowed",
      message: "No.",
      details: { type: "application/x-7z-compressed", accepted: ["image/png", "image/gif"] },
    }),
  },
  {
    what: "an API that tells no details",
    code: "SizeRequired",
    words: "Diese Seite hat einen Fehler gemacht (SizeRequired). Bitte melden Sie das ihrem Betreiber.",
    before: refuses({ code: "SizeRequired", message: "No." }),
  },
  {
    what: "an API with null for details",
    code: "SizeRequired",
    words: "Diese Seite hat einen Fehler gemacht (SizeRequired). Bitte melden Sie das ihrem Betreiber.",
    before: refuses({ code: "SizeRequired", message: "No.", details: null }),
  },
  {
    what: "the API’s own 403",
    code: "TypeNotAllowed",
    words: "Dateien dieser Art sind nicht erlaubt, nur PNG.",
    before: answers({
      status: 403,
      json: { code: "TypeNotAllowed", message: "No.", details: { type: "image/gif", accepted: ["image/png"] } },
    }),
  },
  {
    what: "API Gateway’s 401",
    code: "Unauthenticated",
    words: "Bitte melden Sie sich noch einmal an.",
    before: answers({ status: 401, json: { message: "Unauthorized" } }),
  },
  {
    what: "API Gateway’s 429",
    code: "TooManyRequests",
    words: "Zurzeit wird zu viel hochgeladen. Bitte versuchen Sie es etwas später.",
    before: answers({ status: 429, json: { message: "Too Many Requests" } }),
  },
  {
    what: "API Gateway’s 503",
    code: "ApiUnavailable",
    words: "Der Dienst ist gestört. Bitte versuchen Sie es gleich noch einmal.",
    before: answers({ status: 503, json: { message: "Service Unavailable" } }),
  },
  {
    what: "a form that has expired",
    code: "AccessDenied",
    words: "Die Erlaubnis ist abgelaufen, bevor die Datei da war. Bitte versuchen Sie es noch einmal.",
    before: s3(
      "<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message></Error>",
    ),
  },
  {
    what: "a proxy’s 403",
    code: "Refused",
    words: "Die Datei wurde abgelehnt. Bitte noch einmal versuchen oder dem Betreiber dieser Seite melden.",
    before: answers({ status: 403, body: "<html>" }),
  },
  {
    what: "another server",
    code: "ForeignAnswer",
    words: "Die Adresse des Dienstes ist falsch. Bitte melden Sie das dem Betreiber dieser Seite.",
    before: answers({ body: "<html>" }),
  },
])) {
  pageTest(
    `the error of ${what} can be said in German`,
    { path: "/slipway.js", expectErrors: /^Failed to load resource/ },
    async (page) => {
      const note = path.join(folder, "note.txt");
      await writeFile(note, randomBytes(1000));
      await before(page);
      await start(page, note, { tries: 1 });
      await page.waitForFunction(() => /** @type {any} */ (window).uploads.files[0].error);
      const found = await page.evaluate(() => {
        const { code, details, message } = /** @type {any} */ (window).uploads.files[0].error;
        return { code, details, message };
      });
      assert.equal(found.code, code);
      assert.equal(found.details, Object(found.details), "details are an object, also where the answer has none");
      assert.equal(german.explain(found), words);
      assert.match(found.message, /^[A-Z].*\.$/, "no sentence");
    },
  );
}

/** @param {Page} page that takes itself for offline, and tries once all the same */
async function offline(page) {
  await page.evaluate(() => Object.defineProperty(navigator, "onLine", { value: false }));
  await page.route("**/uploads", down);
}

/** @param {Page} page whose file is deleted while it is signed */
async function vanishes(page) {
  await page.route("**/uploads", async (route) => {
    await rm(path.join(folder, "note.txt"));
    await route.continue();
  });
}
