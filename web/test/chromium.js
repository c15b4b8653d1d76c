/**
 * The browser of the tests.
 */
import { chromium } from "playwright-core";
import { executablePath, flags } from "./chromium-flags.js";

/** @import { Page } from 'playwright-core' */

/** Starts Chromium: the one that CHROMIUM names, else the system's, else Playwright's own. */
export function launch() {
  return chromium.launch({ executablePath, args: flags });
}

/**
 * One for each page: the limits of two would both hold.
 * @type {WeakMap<Page, Promise<import('playwright-core').CDPSession>>}
 */
const sessions = new WeakMap();

/**
 * Slows the page's uploads down, so that what happens during one can be seen.
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
 * Waits for the script of the upload page, which ends after the page's load event.
 * @param {Page} page
 */
export const ready = (page) => page.locator("main[inert]").waitFor({ state: "detached" });
