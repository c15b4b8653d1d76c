/**
 * The sign-in, in a browser, with a real issuer and the running stack.
 */
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { keys, stored } from "../bucket.js";
import { ready } from "../chromium.js";
import { isClean, pageTest, reaches, row, textOf } from "../harness.js";
import { S3, setting, site } from "../stack.js";
import { claimsOf, issuersKey, signed } from "./token.js";

/** @import { Page, Request } from 'playwright-core' */

const REFUSED = /^Failed to load resource/; // Chromium's own words for a status of 400 and more
const issuer = setting("ISSUER");

/** @param {{href: string} | {url(): string}} at */
const isApi = (at) =>
  ["/getS3UploadCredentials", "/uploads"].includes(new URL("href" in at ? at.href : at.url()).pathname);

const note = (name = "note.txt") => ({ name, mimeType: "text/plain", buffer: Buffer.from("hello") });

/**
 * Signs in as a person does.
 * @param {Page} page
 * @param {string} name
 */
async function signIn(page, name) {
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText(`Signed in as ${name}`).waitFor();
}

/**
 * The token that the issuer gives next.
 * @param {Page} page
 * @returns {Promise<string>}
 */
async function nextToken(page) {
  const response = await page.waitForResponse(`${issuer}/token`);
  return (await response.json()).id_token;
}

pageTest("sign in, upload: the file is in the caller’s folder, with the caller’s name on it", {}, async (page) => {
  /** @type {Request[]} */
  const requests = [];
  page.on("request", (request) => requests.push(request));
  assert.equal(await page.locator("#choose").isVisible(), false, "files can be chosen before signing in");
  await isClean(page);
  const next = nextToken(page);
  await signIn(page, "Ann|x");
  const token = await next;
  await isClean(page);
  assert.equal(page.url(), `${site}/`, "the code stays in the address");
  assert.equal(
    await page.evaluate(() => sessionStorage.length + localStorage.length),
    0,
    "the browser keeps something",
  );

  await page.setInputFiles("#choose", note());
  await reaches(row(page, "note.txt"), "stored");
  const key = await textOf(row(page, "note.txt").locator(".key"));
  assert.match(key, /^uploads\/_41nn_7cx\/[0-9a-f-]{36}\/note\.txt$/);
  assert.equal((await stored(key)).metadata?.caller, "Ann|x");

  const api = requests.filter(
    (request) => isApi(request) || ["/rules", "/files"].includes(new URL(request.url()).pathname),
  );
  assert.ok(api.length > 2); // the rules, a form, and the verdict
  for (const request of api) assert.equal(request.headers().authorization, `Bearer ${token}`);
  const others = requests.filter((request) => !api.includes(request));
  assert.ok(others.some((request) => S3.test(request.url())));
  for (const request of others)
    assert.equal(request.headers().authorization, undefined, `${request.url()} gets the token`);
  for (const request of requests) assert.ok(!request.url().includes(token), `the token is in ${request.url()}`);
});

pageTest("two people have two folders", {}, async (page) => {
  const folders = [];
  for (const name of ["ann", "bob"]) {
    await page.context().clearCookies(); // else the issuer remembers
    await page.goto(site);
    await ready(page);
    await signIn(page, name);
    await page.setInputFiles("#choose", note());
    await reaches(row(page, "note.txt"), "stored");
    folders.push((await textOf(row(page, "note.txt").locator(".key"))).split("/")[1]);
  }
  assert.deepEqual(folders, ["ann", "bob"]);
});

const now = Math.floor(Date.now() / 1000);
const { privateKey: anotherKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/**
 * What becomes of the token on its way to the API; null: lost.
 * @type {Array<[string, (claims: Record<string, unknown>) => string | null]>}
 */
const bad = [
  ["wrong audience", (claims) => signed({ ...claims, aud: "another-application" })],
  ["expired", (claims) => signed({ ...claims, iat: now - 7200, exp: now - 3600 })],
  ["no token", () => null],
  ["signed by another key", (claims) => signed(claims, anotherKey)],
  ["alg none", (claims) => signed(claims, null)],
];

for (const [name, spoil] of bad) {
  pageTest(
    `${name}: the person is told to sign in again, and nothing is stored`,
    { expectErrors: REFUSED },
    async (page) => {
      const before = await keys();
      await signIn(page, "eve");
      await page.route(isApi, (route) => {
        const headers = route.request().headers();
        const token = spoil(claimsOf(headers.authorization));
        delete headers.authorization;
        if (token !== null) headers.authorization = `Bearer ${token}`;
        return route.continue({ headers });
      });
      const answer = page.waitForResponse(isApi);
      await page.setInputFiles("#choose", note());
      await reaches(row(page, "note.txt"), "failed");
      assert.equal((await answer).status(), 401);
      assert.match(await textOf(row(page, "note.txt").locator(".status")), /Please sign in again/);
      assert.deepEqual(await keys(), before);

      // And so it can be: the issuer remembers, and asks for nothing.
      await page.unroute(isApi);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByText("Signed in as eve").waitFor();
      await page.setInputFiles("#choose", note());
      await reaches(row(page, "note.txt"), "stored");
    },
  );
}

test("the same on the API itself, and what the bad tokens are made from is good", async () => {
  const claims = { iss: issuer, sub: "mallory", aud: "slipway", iat: now, exp: now + 600 };
  /** @param {string | null} token */
  const ask = (token) =>
    fetch(`${site}/getS3UploadCredentials?filename=a.txt`, {
      headers: token === null ? {} : { Authorization: `Bearer ${token}` },
    });
  assert.equal((await ask(signed(claims, issuersKey))).status, 200);
  for (const [name, spoil] of bad) {
    const answer = await ask(spoil(claims));
    assert.equal(answer.status, 401, name);
    assert.deepEqual(await answer.json(), { message: "Unauthorized" });
    assert.match(
      answer.headers.get("www-authenticate") ?? "",
      name === "no token" ? /^Bearer$/ : /^Bearer scope="" error="invalid_token" error_description=".+"$/,
      name,
    );
  }
});

pageTest("a sign-in that is cancelled, or not begun here, is said in plain words", {}, async (page) => {
  let asked = 0;
  page.on("request", (request) => {
    if (request.url() === `${issuer}/token`) asked++;
  });
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByText("You were not signed in").waitFor();
  assert.equal(page.url(), `${site}/`);

  // A link that somebody has sent, with a code of their own.
  await page.goto(`${site}/?code=theirs&state=theirs`);
  await page.getByText("was not begun in this tab").waitFor();
  assert.equal(asked, 0, "the code of somebody else is used");
  assert.equal(await page.locator("#choose").isVisible(), false);
});

pageTest(
  "an issuer that answers nothing, or nonsense, is said in plain words",
  { expectErrors: REFUSED },
  async (page) => {
    await page.route(`${issuer}/**`, (route) => route.abort());
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.locator("#notice.error", { hasText: "could not be reached" }).waitFor();
    await page.unroute(`${issuer}/**`);

    for (const [status, body] of /** @type {const} */ ([
      [400, '{"error":"invalid_grant"}'],
      [200, "{}"],
      [200, "<p>"],
    ])) {
      await page.route(`${issuer}/token`, (route) =>
        route.fulfill({ status, body, headers: { "Access-Control-Allow-Origin": "*" } }),
      );
      await page.context().clearCookies(); // else the issuer remembers
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByLabel("Name").fill("ann");
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByText("The sign-in service refused").waitFor();
      assert.equal(await page.locator("#choose").isVisible(), false);
      await page.unroute(`${issuer}/token`);
    }
  },
);

pageTest("files that are dropped before signing in are not taken", {}, async (page) => {
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["hello"], "early.txt"));
    document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
  });
  await page.getByText("Sign in first").waitFor();
  assert.equal(await page.locator(".file").count(), 0);
});
