/**
 * A page's clock that runs faster than the network.
 */

/** @import { Page } from 'playwright-core' */

/**
 * Lets the clock of a page, which is installed, run faster until something is done.
 * @template T
 * @param {Page} page
 * @param {number} faster times
 * @param {Promise<T>} done
 * @returns {Promise<{result: T, seconds: number}>} what it brought, and how much of the page's time passed
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
