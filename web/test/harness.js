/**
 * What the browser tests share: the running stack, a browser, and a page that
 * is watched while a test uses it.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';

/** @import { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core' */

/** @param {string} name a variable that the stack gives to the command it runs */
export function setting(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: these tests need the stack, as in the README: go run -C local . -- npm --prefix web test`);
  }
  return value;
}

export const site = setting('SLIPWAY_URL');

/** @type {Browser} */
let browser;
/** @type {string} a folder for the files that a test uploads */
export let folder;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'slipway-web-'));
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

/** Starts Chromium: the one that CHROMIUM names, else the system's, else Playwright's own. */
export function launch() {
  const system = '/usr/bin/chromium';
  return chromium.launch({
    executablePath: process.env.CHROMIUM || (existsSync(system) ? system : undefined),
    args: [
      '--disable-gpu',
      // Nothing but the page under test may use the network.
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-quic',
      '--disable-sync',
      '--no-first-run',
      // Chromium's sandbox refuses to work for root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}

/**
 * A test on a page. It fails too when the page writes an error to its console,
 * or sends a request beyond loopback.
 * @param {string} name
 * @param {object} options
 * @param {string} [options.path] the page's path
 * @param {RegExp} [options.expectErrors] what in the console is no surprise: Chromium itself reports each refused request there
 * @param {BrowserContextOptions} [options.context]
 * @param {(page: Page) => Promise<void>} body
 */
export function pageTest(name, { path: where = '/', expectErrors, context: options = {} }, body) {
  test(name, async () => {
    const context = await browser.newContext(options);
    try {
      context.setDefaultTimeout(60_000); // a busy machine is no failure
      const page = await context.newPage();
      /** @type {string[]} */
      const surprises = [];
      page.on('pageerror', (error) => surprises.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error' && !expectErrors?.test(message.text())) surprises.push(message.text());
      });
      context.on('request', (request) => {
        const { protocol, hostname } = new URL(request.url());
        const stays = protocol === 'blob:' || hostname === 'localhost' || hostname === '127.0.0.1';
        if (!stays) surprises.push(`a request to ${request.url()}`);
      });
      await page.goto(new URL(where, site).href);
      await body(page);
      assert.deepEqual(surprises, []);
    } finally {
      await context.close();
    }
  });
}

/**
 * @param {Page} page
 * @param {string} name a file's name
 * @returns {Locator} the file's row
 */
export function row(page, name) {
  return page.locator('.file').filter({ has: page.getByText(name, { exact: true }) });
}

/**
 * Waits until a row is in a state, and fails at once when it ends in another.
 * @param {Locator} row
 * @param {'sending' | 'stored' | 'failed' | 'cancelled'} state
 */
export async function reaches(row, state) {
  await row.and(row.page().locator(`[data-state="${state}"], [data-state="stored"], [data-state="failed"], [data-state="cancelled"]`)).waitFor();
  const found = await row.getAttribute('data-state');
  assert.equal(found, state, await row.locator('.status').innerText());
}

/**
 * Slows the page's uploads down, so that what happens during one can be seen.
 * @param {Page} page
 * @param {number} rate bytes a second; -1 lifts the limit
 */
export async function throttle(page, rate) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: rate,
  });
}

/**
 * The form that the API gives to the next upload of the page.
 * @param {Page} page
 * @returns {Promise<import('../js/credentials.js').SignedForm>}
 */
export async function nextForm(page) {
  const response = await page.waitForResponse((response) => response.url().includes('/getS3UploadCredentials'));
  return response.json();
}
