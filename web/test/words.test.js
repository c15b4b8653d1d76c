/**
 * The words of page and client, in every language: none is missing, none is
 * unused, and whatever goes wrong is said from `code` and `details` alone, for
 * each code of the API, of S3 and of the client.
 */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { Format } from "../js/format.js";
import { LANGUAGES, load } from "../js/language.js";
import { SENTENCES } from "../words/codes.js";

const web = new URL("..", import.meta.url);
/** @param {string} path */
const read = (path) => readFile(new URL(path, web), "utf8");

/** @type {Record<string, import('../js/language.js').Words>} */
const words = {};
for (const language of LANGUAGES) words[language] = (await import(`../words/${language}.js`)).default;

/** Errors of the client, with the details that they have. */
const CLIENT = /** @type {Record<string, any[]>} */ ({
  NetworkError: [{ where: "offline" }, { where: "api" }, { where: "storage" }],
  UnreadableFile: [{}],
  TooManyRequests: [{}],
  Unauthenticated: [{}],
  ApiUnavailable: [{}],
  ForeignAnswer: [{}],
  Refused: [{}],
  TypeNotAllowed: [{ type: "image/webp", accepted: ["image/png"] }],
  FileTooSmall: [{ actual: 0, limit: 1 }],
  FileTooLarge: [{ actual: 11_000_000, limit: 10_485_760 }],
});

/** What S3 answers. */
const S3 = /** @type {Record<string, any[]>} */ ({
  BadDigest: [{}],
  IncompleteBody: [{}],
  RequestTimeout: [{}],
  XAmzContentChecksumMismatch: [{}],
  ExpiredToken: [{ reason: "expired" }],
  NoSuchBucket: [{}],
  SlowDown: [{}],
  AccessDenied: [{ reason: "expired" }, { reason: "condition" }, { reason: "permission" }],
  EntityTooLarge: [{}, { limit: 10_485_760 }],
  EntityTooSmall: [{}, { limit: 1 }],
});

/** Why what is stored is rejected. */
const REASONS = [
  "ContentMismatch",
  "TooManyPixels",
  "UnreadableImage",
  "ArchiveTooLarge",
  "ArchiveUnsafe",
  "Malware",
  "NotUnderstood",
  "Rejected",
  "NotChecked",
];

/** The codes of functions/README.md, each with its example. TestEveryCodeIsInTheTable compares them with the source. */
async function listed() {
  const rows = (await read("../functions/README.md")).matchAll(/^\| \d{3} \| `(\w+)` \| [^|]+ \| `(\{.*\})` \|$/gm);
  return Object.fromEntries([...rows].map(([, code, example]) => [code, [JSON.parse(example)]]));
}

const codes = Object.entries({
  ...CLIENT,
  ...S3,
  ...(await listed()),
  ...Object.fromEntries(REASONS.map((reason) => [reason, [{}]])),
});

/** @param {string} text */
const placeholders = (text) => [...new Set(text.match(/\{[^}]*\}/g))].sort();

for (const language of LANGUAGES) {
  test(`${language}: the same words as in English, with the same in them`, () => {
    assert.deepEqual(Object.keys(words[language]).sort(), Object.keys(words.en).sort());
    for (const [key, english] of Object.entries(words.en)) {
      const own = words[language][key];
      const forms = typeof own === "string" ? [own] : [own.one, own.other];
      for (const form of forms) assert.match(form, /\S/, key);
      const all = (/** @type {typeof own} */ entry) =>
        placeholders(typeof entry === "string" ? entry : entry.one + entry.other);
      const lost = all(english).filter((one) => !all(own).includes(one));
      // A number before its noun may stand for the noun's name.
      assert.deepEqual(
        lost.filter((one) => one !== "{name}" || typeof english === "string"),
        [],
        key,
      );
      assert.deepEqual(
        all(own).filter((one) => !all(english).includes(one)),
        [],
        key,
      );
    }
  });

  test(`${language}: each code has its sentence, with nothing left open`, async () => {
    const spoken = await load([language]);
    for (const [code, examples] of codes) {
      for (const details of examples) {
        const sentence = spoken.explain({ code, details });
        assert.match(sentence, /\S/, code);
        assert.doesNotMatch(sentence, /[{}]|undefined|NaN|\[object/, code);
      }
    }
  });

  test(`${language}: no word is in another language by mistake`, () => {
    const letters = { ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u, ar: /\p{Script=Arabic}/u };
    const pattern = letters[/** @type {'ja' | 'ar'} */ (language)];
    if (!pattern) return;
    for (const [key, entry] of Object.entries(words[language])) {
      const text = typeof entry === "string" ? entry : entry.one + entry.other;
      if (text.replace(/\{[^}]*\}|\W/gu, "") && key !== "etag") assert.match(text, pattern, key);
    }
  });
}

test("no word is unused, and none that is used is missing", async () => {
  const files = await Promise.all((await readdir(new URL("js", web))).map((name) => read(`js/${name}`)));
  const html = await read("index.html");
  const named = [...html.matchAll(/data-(?:words|label)="(\w+)"/g)].map(([, key]) => key);
  const literals = new Set(files.flatMap((text) => [...text.matchAll(/"(\w+)"/g)].map(([, key]) => key)));
  const said = files.flatMap((text) => [...text.matchAll(/(?:say|tell|SignInError)\("(\w+)"/g)].map(([, key]) => key));
  for (const key of [...named, ...said]) assert.ok(Object.hasOwn(words.en, key), `${key} is missing`);

  const sentences = codes.flatMap(([code, examples]) => {
    const sentence = SENTENCES[code] ?? code;
    const members = examples.flatMap((details) => Object.entries(details).flat());
    return [sentence, ...members.map((one) => `${sentence}.${one}`)];
  });
  const used = new Set([...named, ...literals, ...sentences]);
  assert.deepEqual(
    Object.keys(words.en).filter((key) => !used.has(key)),
    [],
    "words that nothing says",
  );
  assert.deepEqual(
    Object.keys(SENTENCES).filter((code) => !codes.some(([one]) => one === code)),
    [],
    "sentences for codes that nothing answers",
  );
});

test("the page has no words of its own", async () => {
  const html = (await read("index.html")).replace(/<!--.*?-->|<title>Slipway<\/title>/gs, "");
  assert.equal(
    html
      .replace(/<[^>]*>/g, "")
      .replace(/\s+/g, " ")
      .trim(),
    "Slipway",
  ); // the name
  assert.doesNotMatch(html, /\s(aria-label|title|placeholder|alt)="[^"]/);
});

test("each error that the client makes is among those that are said here", async () => {
  const modules = await Promise.all((await readdir(new URL("slipway", web))).map((name) => read(`slipway/${name}`)));
  const made = modules.flatMap((text) => [...text.matchAll(/code: "(\w+)"|\? \["(\w+)", "|: \["(\w+)", [`"]/g)]);
  const names = made.map(([, ...found]) => found.find(Boolean) ?? "");
  assert.ok(names.length > 5, String(names));
  for (const name of names)
    assert.ok(
      codes.some(([code]) => code === name),
      `${name} is not said`,
    );
});

test("details are filled in as people write them", async () => {
  for (const [language, code, details, sentence] of /** @type {const} */ ([
    ["en", "FileTooLarge", { actual: 10_485_761, limit: 10_485_760 }, "The file has 10.5 MB; the limit is 10.4 MB."],
    ["en", "FileTooSmall", { actual: 0, limit: 1 }, "The file has 0 bytes; the minimum is 1 byte."],
    ["de", "FileTooLarge", { actual: 11e6, limit: 10_485_760 }, "Die Datei hat 11 MB, erlaubt sind höchstens 10,4 MB."],
    [
      "de",
      "FilenameTooLong",
      { actual: 3000, limit: 1024 },
      "Der Name hat 3.000 Zeichen, erlaubt sind 1.024. Bitte benennen Sie die Datei um.",
    ],
    [
      "en",
      "TypeNotAllowed",
      { accepted: ["image/png", "image/jpeg"] },
      "This type of file is not accepted; choose PNG or JPEG.",
    ],
    [
      "de",
      "TypeNotAllowed",
      { accepted: ["image/*", "application/pdf"] },
      "Dateien dieser Art sind nicht erlaubt, nur Bilder oder PDF.",
    ],
    ["es", "EntityTooLarge", { limit: 5 * 1024 ** 3 }, "El archivo es demasiado grande: el límite es 5,36 GB."],
    ["ja", "TypeNotAllowed", { accepted: ["video/*"] }, "この種類のファイルは受け付けません。動画を選んでください。"],
    ["ar", "FilenameIsFolder", { name: "a.b" }, "«\u2068a.b\u2069» مجلد وليس ملفًا."],
    ["en", "FilenameIsFolder", { name: "صور" }, "“\u2068صور\u2069” is a folder, not a file."],
    ["en", "InternalError", { requestId: "JKJ=" }, "The upload service failed (JKJ=). Try again."],
    ["en", "InternalError", {}, "The storage failed. Try again in a moment."],
    [
      "de",
      "InvalidBody",
      { example: "{}" },
      "Diese Seite hat einen Fehler gemacht (InvalidBody). Bitte melden Sie das ihrem Betreiber.",
    ],
  ])) {
    assert.equal((await load([language])).explain({ code, details }), sentence);
  }
  const english = await load(["en"]);
  const message = "A sentence of the API.";
  for (const code of ["SomethingNew", "constructor", "__proto__", ""])
    assert.equal(english.explain({ code, details: {}, message }), message, code);
});

test("numbers are written as in each language", () => {
  const spaces = (/** @type {string} */ text) => text.replace(/[\u00a0\u202f]/g, " ");
  for (const [locale, what, value, text] of /** @type {const} */ ([
    ["en", "bytes", 0, "0 bytes"],
    ["en", "bytes", 1, "1 byte"],
    ["en", "bytes", 999, "999 bytes"],
    ["en", "bytes", 1550, "1.6 kB"],
    ["en", "bytes", 999_499, "999 kB"],
    ["en", "bytes", 999_500, "1 MB"], // and not 1,000 kB
    ["en", "bytes", 5 * 1024 ** 3, "5.4 GB"],
    ["de", "bytes", 1550, "1,6 kB"],
    ["ja", "bytes", 312, "312 バイト"],
    ["en", "rate", 4_200_000, "4.2 MB/s"],
    ["de", "rate", 4_200_000, "4,2 MB/s"],
    ["en", "duration", 0, "1 sec"], // never "0 sec left" while something is left
    ["en", "duration", 59.4, "59 sec"],
    ["en", "duration", 59.6, "1 min 0 sec"],
    ["en", "duration", 3599, "59 min 59 sec"],
    ["en", "duration", 4800, "1 hr 20 min"],
    ["de", "duration", 125, "2 Min., 5 Sek."],
    ["en", "percent", 0.9999, "99%"], // 100 only when all is done
    ["de", "percent", 0.37, "37 %"],
    ["en", "percent", 0.29, "29%"],
    ["de", "number", 10_000, "10.000"],
  ])) {
    assert.equal(spaces(/** @type {any} */ (new Format(locale))[what](value)), text, `${locale} ${what} ${value}`);
  }
});

test("the language is the first of the browser's that there are words for", async () => {
  for (const [tags, locale, direction] of /** @type {const} */ ([
    [["de-AT", "en"], "de-AT", "ltr"],
    [["fr", "es-MX"], "es-MX", "ltr"],
    [["AR-EG"], "AR-EG", "rtl"],
    [["ja"], "ja", "ltr"],
    [["fr", "pt-BR"], "en", "ltr"],
    [["arn"], "en", "ltr"], // Mapudungun, and no Arabic
    [[], "en", "ltr"],
  ])) {
    const language = await load(tags);
    assert.deepEqual([language.locale, language.direction], [locale, direction]);
  }
});
