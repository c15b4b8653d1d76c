/** Each webhook, behind a real server, gets the events that EventBridge posts. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { afterEach, beforeEach, test } from "node:test";
import express from "express";
import { uploads } from "../recipes/express.js";
import { files } from "../recipes/files.js";
import { POST } from "../recipes/nextjs/app/api/uploads/route.js";
import { isSecret } from "../recipes/secret.js";

const SECRET = "0123456789abcdefghijklmnopqrstuvwxyzABCD";
const events = new URL("../../../events/verdicts/", import.meta.url);
const accepted = await readFile(new URL("accepted.json", events), "utf8");
const rejected = await readFile(new URL("rejected.json", events), "utf8");

/** What the application was told once for each version. */
const told = [];

const app = express();
app.use("/hooks/uploads", uploads);
app.on("verdict", (detail) => told.push(detail.versionId));
// The test's own failure of the database needs no stack trace in its output.
app.use((error, request, response, next) => response.sendStatus(error.status ?? 500));

/** Next.js gives a route handler the request as a Request, and answers an error with 500. */
async function next(incoming, outgoing) {
  const chunks = await incoming.toArray();
  const request = new Request("http://127.0.0.1/api/uploads", {
    method: "POST",
    headers: incoming.headers,
    body: Buffer.concat(chunks),
  });
  const answer = await POST(request).catch(() => new Response(null, { status: 500 }));
  outgoing.writeHead(answer.status).end();
}

const servers = { express: [app, "/hooks/uploads"], "Next.js": [next, "/api/uploads"] };

beforeEach(() => {
  process.env.WEBHOOK_SECRET = SECRET;
  files.clear();
  told.length = 0;
});

for (const [name, [handler, path]] of Object.entries(servers)) {
  let server;
  afterEach(() => server?.close());

  /** Post as EventBridge does; resolves to the status. */
  async function post(body, headers = { "X-Api-Key": SECRET }) {
    if (!server?.listening) {
      server = createServer(handler);
      await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    }
    const url = `http://127.0.0.1:${server.address().port}${path}`;
    const answer = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json; charset=utf-8", Connection: "close", ...headers },
      body,
    });
    await answer.arrayBuffer();
    return answer.status;
  }

  test(`${name}: a verdict is kept by its version, once`, async () => {
    for (const body of [accepted, rejected, accepted, rejected]) assert.equal(await post(body), 204);
    const { detail } = JSON.parse(rejected);
    assert.deepEqual(
      [...files.values()].map(({ accepted, reason }) => [accepted, reason]),
      [
        [true, undefined],
        [false, "ContentMismatch"],
      ],
    );
    assert.equal(files.get(detail.versionId).key, detail.key);
    if (name === "express") assert.deepEqual(told, [...files.keys()]);
  });

  test(`${name}: a rejection after an acceptance counts, and stays`, async () => {
    const { versionId } = JSON.parse(accepted).detail;
    const later = JSON.parse(rejected);
    Object.assign(later.detail, { versionId, reason: "Malware" });
    for (const body of [accepted, JSON.stringify(later), accepted]) assert.equal(await post(body), 204);
    const { accepted: is, reason } = files.get(versionId);
    assert.deepEqual([is, reason], [false, "Malware"]);
    if (name === "express") assert.deepEqual(told, [versionId, versionId]);
  });

  test(`${name}: nobody is heard without the secret`, async () => {
    const wrong = ["", SECRET.slice(1), `${SECRET}x`, SECRET.toLowerCase(), "ü".repeat(40)];
    for (const secret of wrong) assert.equal(await post(accepted, { "X-Api-Key": encodeURI(secret) }), 401, secret);
    assert.equal(await post(accepted, {}), 401);
    process.env.WEBHOOK_SECRET = ""; // forgotten in the deployment
    assert.equal(await post(accepted, { "X-Api-Key": "" }), 401);
    assert.equal(files.size, 0);
  });

  test(`${name}: what fails comes again`, async () => {
    const { set } = files;
    files.set = () => {
      throw new Error("the database is away");
    };
    assert.equal(await post(accepted), 500);
    files.set = set;
    assert.equal(await post(accepted), 204);
    assert.equal(files.size, 1);
    assert.ok((await post("{")) >= 400);
  });
}

test("secrets of every length are compared", () => {
  for (const [text, secret, same] of [
    [SECRET, SECRET, true],
    [SECRET, SECRET.slice(1), false],
    [undefined, SECRET, false],
    [null, SECRET, false],
    ["", "", false], // none is set
    [undefined, undefined, false],
    ["undefined", undefined, false],
  ])
    assert.equal(isSecret(text, secret), same, `${text} ${secret}`);
});
