/**
 * Runs a page's clock faster than the network.
 */

/** @import { Page } from 'playwright-core' */

/**
 * Runs the installed clock of a page faster until a promise settles.
 * @template T
 * @param {Page} page
 * @param {number} faster times
 * @param {Promise<T>} done
 * @returns {Promise<{result: T, seconds: number}>} its result, and the seconds of the page that have passed
 */
export async function hurry(page, faster, done) {
  let over = false;
  const end = done.finally(() => (over = true));
  end.catch(() => {}); // it is awaited below
  const begun = performance.now();
  let seconds = 0;
  while (!over) {
    const ahead = ((performance.now() - begun) / 1000) * faster - seconds;
    seconds += ahead;
    await page.clock.runFor(1000 * ahead);
  }
  return { result: await end, seconds };
}
