/**
 * The client in a browser: what a page does wrong, and an API that answers
 * nonsense. Neither is a network error, and no other try mends it.
 */
import assert from "node:assert/strict";
import { clientTest, requests } from "./client.js";
import { site } from "./stack.js";

/** @import { Page } from 'playwright-core' */

/**
 * Uploads a file with options that only the page itself can make.
 * @param {Page} page
 * @param {string} options of upload(), in JavaScript
 * @returns {Promise<{stored?: {key: string}, error?: any, seen: string[]}>}
 */
const outcome = (page, options) =>
  page.evaluate(`(async () => {
    const { upload } = await import('/slipway.js');
    const seen = [];
    const note = new File(['hello'], 'note.txt', { type: 'text/plain' });
    const [one] = upload([note], { onChange: ({ state }) => seen.push(state), ...${options} }).files;
    return one.done.then(
      (stored) => ({ stored, seen }),
      (error) => ({ error: { name: error?.name, message: String(error?.message ?? error), code: error?.code, kept: one.error === error }, seen }),
    );
  })()`);

const circular = "(() => { const all = {}; all.all = all; return all; })";
const hidden = (/** @type {string} */ name) => `(window.hidden = { ${name} }, window.${name} = undefined, {})`;

for (const [how, threshold] of /** @type {const} */ ([
  ["in a form", 1e9],
  ["in parts", 0],
])) {
  clientTest(`a mistake of the page ends a file at once, as itself, ${how}`, async (page) => {
    const sent = requests(page);
    for (const [options, error] of /** @type {Array<[string, RegExp]>} */ ([
      ["{ headers: () => ({ 'Not a name': 'a' }) }", /^TypeError/], // a space in a name
      ["{ headers: () => ({ '': 'a' }) }", /^TypeError/],
      ["{ headers: () => ({ 'X-Größe': 'a' }) }", /^TypeError/], // no token of HTTP
      ["{ headers: () => ({ Authorization: 'Bearer a\\nb' }) }", /^TypeError/], // a line's end in a value
      ["{ headers: () => ({ Authorization: 'Bearer 東京' }) }", /^TypeError/], // no byte string
      ["{ headers: () => ({ Authorization: Symbol() }) }", /^TypeError/],
      ["{ headers: () => null }", /^TypeError/],
      ["{ headers: () => 5 }", /^TypeError/],
      ["{ headers: () => 'Authorization: a' }", /^TypeError/],
      ["{ headers: () => [['Authorization']] }", /^TypeError/], // no pair
      ["{ headers() { throw new RangeError('no token'); } }", /^RangeError: no token/],
      ["{ headers: async () => { throw new RangeError('no token'); } }", /^RangeError: no token/],
      ["{ headers() { throw 'no token'; } }", /no token/], // no Error at all
      ["{ api: 'https://:443' }", /^TypeError/], // no host
      ["{ api: 'https://[::1' }", /^TypeError/],
      ["{ api: 'https://a%00b' }", /^TypeError/],
      ["{ api: 'http://localhost:99999' }", /^TypeError/], // no port
      ["{ api: 'http://name:word@localhost' }", /^TypeError/], // fetch takes no passwords
      ["{ api: 'ftp://localhost' }", /^TypeError: Not an API address: ftp:/],
      ["{ api: 'localhost:3000' }", /^TypeError: Not an API address: localhost:/], // a scheme, to a browser
      ["{ metadata: () => ({ size: 1n }) }", /^TypeError.*BigInt/],
      [`{ metadata: ${circular} }`, /^TypeError.*circular/],
      ["{ metadata: () => ({ toJSON() { throw new RangeError('mine'); } }) }", /^RangeError: mine/],
      ["{ metadata: async () => ({ album: 'a' }) }", /^TypeError.*takes metadata as an object/], // it would be lost in silence
      ["{ metadata: () => 'album' }", /^TypeError.*takes metadata as an object/],
      ["{ metadata: () => () => ({}) }", /^TypeError.*takes metadata as an object/],
      [hidden("Request"), /^TypeError: Request is not a constructor/],
      [hidden("XMLHttpRequest"), /^TypeError: XMLHttpRequest is not a constructor/],
      [
        "(window.hidden = { XMLHttpRequest }, window.XMLHttpRequest = class { constructor() { throw new RangeError('mine'); } }, {})",
        /^RangeError: mine/,
      ],
    ])) {
      const found = await outcome(page, `{ threshold: ${threshold}, ...${options} }`);
      assert.match(`${found.error?.name}: ${found.error?.message}`, error, options);
      assert.ok(found.error.kept, `${options}: error is not what it rejects with`);
      assert.ok(!found.seen.includes("retrying") && found.seen.at(-1) === "failed", `${options}: ${found.seen}`);
      await page.evaluate(() => Object.assign(window, /** @type {any} */ (window).hidden));
      assert.deepEqual(sent.api(/\/uploads|\/s3\//), [], options);
    }
  });
}

clientTest(
  "a mistake with one file leaves the others alone, and each has the metadata that it was given",
  async (page) => {
    const sent = requests(page);
    const found = await page.evaluate(async () => {
      const path = "/slipway.js";
      const { upload } = await import(path);
      /** @type {any} */
      const shared = {}; // for all files, as a page may have it
      const files = ["a.txt", "b.txt", "c.txt", "d.txt"].map((name) => new File([name], name));
      const metadata = (/** @type {File} */ { name }) => {
        if (name === "b.txt") return { size: 1n };
        if (name === "d.txt") return null;
        shared.album = name;
        return shared;
      };
      const ends = await upload(files, { metadata }).done;
      return ends.map((/** @type {any} */ { reason, value }) => reason?.name ?? typeof value.key);
    });
    assert.deepEqual(found, ["string", "TypeError", "string", "string"]);
    const [batch, ...more] = sent.api(/\/uploads/);
    assert.deepEqual(more, []);
    assert.deepEqual(
      batch.postDataJSON().files.map((/** @type {any} */ { metadata }) => metadata),
      [{ album: "a.txt" }, { album: "c.txt" }, {}],
    );
  },
);

const WANTED = /^TypeError: upload\(\) takes a list of files/;

clientTest("what is no list of files is told at once, and nothing starts", async (page) => {
  const sent = requests(page);
  for (const [given, error] of /** @type {Array<[string, RegExp]>} */ ([
    ["file", WANTED],
    ["blob", WANTED],
    ["null", WANTED],
    ["undefined", WANTED],
    ["document.createElement('input')", WANTED],
    ["{}", WANTED],
    ["5", WANTED],
    ["true", WANTED],
    ["''", WANTED],
    ["Promise.resolve([file])", WANTED],
    ["(async function* () { yield file; })()", WANTED], // not iterable in one go
    ["'photo.png'", /takes files, not String/],
    ["[file, 'photo.png']", /not String/],
    ["[null]", /not Null/],
    ["[file, undefined]", /not Undefined/],
    ["[, file]", /not Undefined/], // a hole
    ["[[file]]", /not Array/],
    ["[{ name: 'photo.png', size: 1, type: 'image/png' }]", /not Object/],
    ["[Promise.resolve(file)]", /not Promise/],
    ["new Map([[1, file]])", /not Array/],
    ["[new ArrayBuffer(8)]", /not ArrayBuffer/],
    [
      "(await navigator.storage.getDirectory()).constructor === undefined ? [] : [await navigator.storage.getDirectory()]",
      /not FileSystemDirectoryHandle/,
    ],
    ["(() => { const data = new DataTransfer(); data.items.add(file); return data.items; })()", /not DataTransferItem/],
    ["[blob]", /not Blob/], // which has no name
    ["[file, blob]", /not Blob/],
    ["[Object.assign(new Blob([]), { name: 5 })]", /not Blob/],
    ["(function* () { yield file; throw new RangeError('mine'); })()", /^RangeError: mine/],
    ["[file], 'https://api.example.com'", /takes options as an object/],
    ["[file], null", /takes options as an object/],
    ["[file], { api: new URL(location.href) }", /takes api of type string/],
    ["[file], { api: null }", /takes api of type string/],
    ["[file], { headers: { Authorization: 'a' } }", /takes headers of type function/],
    ["[file], { metadata: { album: 'a' } }", /takes metadata of type function/],
    ["[file], { onChange: 'log' }", /takes onChange of type function/],
    ["[file], { onChange: null }", /takes onChange of type function/],
    ["[file], { sha256: 'yes' }", /takes sha256 of type boolean/],
    ["[file], { threshold: '5' }", /takes threshold of type number/],
    ["[file], { threshold: NaN }", /takes threshold of type number/],
    ["[file], { tries: 3n }", /takes tries of type number/],
    ["[file], { tries: NaN }", /takes tries of type number/], // which no count ever reaches
    ["[file], { signal: () => {} }", /takes signal of type AbortSignal/],
    ["[file], { paths: 1 }", /takes paths of type boolean/],
    ["[file], { until: true }", /takes until of type string/],
    ["[file], { until: 'acepted' }", /takes 'stored' or 'accepted' as until/],
    ["[{ file: blob }]", /not Blob/],
    ["[{ file: 'photo.png' }]", /not String/],
    ["[{ file, type: 5 }]", /takes type of type string/],
    ["[{ file, profile: null }]", /takes profile of type string/],
    ["[file, { file, metadata: () => ({}) }]", /takes metadata of type object/],
    ["[{ file, path: [] }]", /takes path of type string/],
    ["[{ file, until: '' }]", /takes 'stored' or 'accepted' as until/],
    ["[file], { signal: {} }", /takes signal of type AbortSignal/],
    ["[file], { signal: new AbortController() }", /takes signal of type AbortSignal/], // not its signal
  ])) {
    const found = await page.evaluate(`(async () => {
      const { upload } = await import('/slipway.js');
      const [file, blob] = [new File(['hello'], 'note.txt'), new Blob(['hello'])];
      const given = await (async () => [${given}])();
      try {
        upload(...given);
        return 'no error';
      } catch (error) {
        return String(error);
      }
    })()`);
    assert.match(String(found), error, given);
  }
  assert.equal(sent.api(/\/uploads|\/s3\//).length, 0);
});

clientTest("every list of files is taken: of an input, an array, a set, a generator, another frame", async (page) => {
  await page.evaluate(() => (document.body.innerHTML = '<input type="file" multiple><iframe></iframe>'));
  await page.setInputFiles(
    "input",
    [1, 2].map((i) => ({ name: `${i}.txt`, mimeType: "text/plain", buffer: Buffer.from("a") })),
  );
  for (const [given, count] of /** @type {Array<[string, number]>} */ ([
    ["document.querySelector('input').files", 2],
    ["[...document.querySelector('input').files]", 2],
    ["[file]", 1],
    ["[file, file]", 2],
    ["new Set([file, file])", 1],
    ["new Map([[1, file]]).values()", 1],
    ["(function* () { yield file; yield file; })()", 2],
    ["{ length: 1, 0: file }", 1],
    ["[new frames[0].File(['a'], 'b.txt')]", 1],
    ["[Object.assign(new Blob(['a']), { name: 'blob.txt' })]", 1],
    ["[new File([], 'empty.txt'), file], { api: undefined, signal: null, tries: 1, threshold: Infinity }", 2],
    ["(() => { const data = new DataTransfer(); data.items.add(file); return data.files; })()", 1],
  ])) {
    const found = await page.evaluate(`(async () => {
      const { upload } = await import('/slipway.js');
      const file = new File(['hello'], 'note.txt');
      return (await upload(${given}).done).map(({ value, reason }) => value?.key ? 'stored' : reason.code);
    })()`);
    const expected = Array(count).fill("stored");
    if (given.includes("empty.txt")) expected[0] = "FileTooSmall"; // which the API decides
    assert.deepEqual(found, expected, given);
  }
});

const FOREIGN = /^ApiError: The answer did not come from the upload API/;
const good = { upload_url: "SITE", params: { key: "a" }, expires: 300 };

clientTest("an answer to a batch that is none is an ApiError, for each file that it fails", async (page) => {
  for (const [uploads, errors] of /** @type {Array<[any, RegExp[]]>} */ ([
    [[], [FOREIGN, FOREIGN]],
    [null, [FOREIGN, FOREIGN]],
    [5, [FOREIGN, FOREIGN]],
    ["two", [FOREIGN, FOREIGN]],
    [{ 0: good, 1: good }, [FOREIGN, FOREIGN]],
    [
      [null, null],
      [FOREIGN, FOREIGN],
    ],
    [
      ["form", 5],
      [FOREIGN, FOREIGN],
    ],
    [
      [{}, {}],
      [FOREIGN, FOREIGN],
    ],
    [
      [{ code: "FileTooLarge" }, { message: "no" }],
      [FOREIGN, FOREIGN],
    ], // half an error
    [[{ code: "TypeNotAllowed", message: "PNG only." }], [/^ApiError: PNG only\./, FOREIGN]],
    [
      [{ code: "TypeNotAllowed", message: { en: "no" } }, {}],
      [/^ApiError/, FOREIGN],
    ],
    [
      [
        { ...good, upload_url: undefined },
        { ...good, upload_url: 5 },
      ],
      [FOREIGN, FOREIGN],
    ],
    [
      [
        { ...good, upload_url: "/here" },
        { ...good, upload_url: "javascript:alert(1)" },
      ],
      [FOREIGN, FOREIGN],
    ],
    [
      [
        { ...good, params: undefined },
        { ...good, params: null },
      ],
      [FOREIGN, FOREIGN],
    ],
    [
      [
        { ...good, params: {} },
        { ...good, params: "key" },
      ],
      [FOREIGN, FOREIGN],
    ],
    [
      [
        { ...good, expires: undefined },
        { ...good, expires: "soon" },
      ],
      [FOREIGN, FOREIGN],
    ],
    [
      [
        { ...good, expires: 0 },
        { ...good, expires: -1 },
      ],
      [FOREIGN, FOREIGN],
    ],
  ])) {
    await page.route("**/uploads", (route) => route.fulfill({ json: { uploads } }));
    const found = await page.evaluate(async () => {
      const path = "/slipway.js";
      const { upload } = await import(path);
      const ends = await upload([new File(["a"], "a.txt"), new File(["b"], "b.txt")]).done;
      return ends.map((/** @type {any} */ { value, reason }) =>
        value ? "stored" : `${reason.name}: ${reason.message}`,
      );
    });
    assert.equal(found.length, errors.length);
    found.forEach((/** @type {string} */ one, /** @type {number} */ i) =>
      assert.match(one, errors[i], JSON.stringify(uploads)),
    );
    await page.unroute("**/uploads");
  }
});

clientTest("an answer with fewer forms than files stores those that have one", async (page) => {
  await page.route("**/uploads", async (route) => {
    const response = await route.fetch();
    const json = await response.json();
    json.uploads.pop();
    await route.fulfill({ response, json });
  });
  const found = await page.evaluate(async () => {
    const path = "/slipway.js";
    const { upload } = await import(path);
    const ends = await upload(["a", "b", "c"].map((name) => new File([name], `${name}.txt`))).done;
    return ends.map((/** @type {any} */ { value, reason }) => (value ? "stored" : reason.name));
  });
  assert.deepEqual(found, ["stored", "stored", "ApiError"]);
});

clientTest("an answer about parts that is none is an ApiError, and never a loop without end", async (page) => {
  const begun = { key: "a", uploadId: "b", partSize: 5 };
  for (const [create, batch] of [
    [null, {}],
    [[], {}],
    [{}, {}],
    [{ ...begun, key: "" }, {}],
    [{ ...begun, uploadId: undefined }, {}],
    [{ ...begun, partSize: undefined }, {}],
    [{ ...begun, partSize: 0 }, {}], // in as many parts as there are numbers
    [{ ...begun, partSize: -5 }, {}],
    [{ ...begun, partSize: "large" }, {}],
    [begun, {}],
    [begun, { presignedUrls: null, expires: 300 }],
    [begun, { presignedUrls: {}, expires: 300 }],
    [begun, { presignedUrls: { 2: `${site}/a` }, expires: 300 }],
    [begun, { presignedUrls: { 1: `${site}/a` } }],
    [begun, { presignedUrls: { 1: `${site}/a` }, expires: 0 }],
  ]) {
    await page.route("**/s3/multipart", (route) => route.fulfill({ json: create }));
    await page.route("**/batch?*", (route) => route.fulfill({ json: batch }));
    await page.route(/multipart\/b\?/, (route) => route.fulfill({ json: {} })); // the end of it
    const found = await outcome(page, "{ threshold: 0 }");
    assert.match(`${found.error?.name}: ${found.error?.message}`, FOREIGN, JSON.stringify([create, batch]));
    await page.unrouteAll();
  }
});
