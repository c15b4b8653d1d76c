/**
 * Starts and controls the browser of the tests.
 */
import { chromium } from "playwright-core";
import { executablePath, flags } from "./chromium-flags.js";

/** @import { Page } from 'playwright-core' */

/** Starts Chromium: the one that CHROMIUM names, else the system's, else Playwright's own. */
export function launch() {
  return chromium.launch({ executablePath, args: flags });
}

/**
 * One for each page: the limits of two sessions would both apply.
 * @type {WeakMap<Page, Promise<import('playwright-core').CDPSession>>}
 */
const sessions = new WeakMap();

/**
 * Limits the rate of a page's uploads, to test what happens during one.
 * @param {Page} page
 * @param {number} rate bytes a second; -1 lifts the limit
 */
export async function throttle(page, rate) {
  const opening = sessions.get(page) ?? page.context().newCDPSession(page);
  sessions.set(page, opening);
  const session = await opening;
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: rate,
  });
}

/**
 * Waits until the script of the upload page has run, which is after the load event.
 * @param {Page} page
 */
export const ready = (page) => page.locator("main[inert]").waitFor({ state: "detached" });
