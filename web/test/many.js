/**
 * So many files that a page has to be frugal.
 */

/** @import { Page } from 'playwright-core' */

/**
 * Chooses 1,500 files, pauses all, goes on, and cancels and clears them.
 * @param {Page} page whose uploads are never answered
 */
export async function listMany(page) {
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    for (let i = 0; i < 1500; i++)
      dataTransfer.items.add(new File([String(i)], `file ${i}.txt`, { type: "text/plain" }));
    const chooser = /** @type {HTMLInputElement} */ (document.querySelector("#choose"));
    chooser.files = dataTransfer.files;
    setTimeout(() => chooser.dispatchEvent(new Event("change")));
  });
  // Asked by the page itself: Playwright's own search through so many elements is a long task, too.
  const become = (/** @type {string} */ state, /** @type {number} */ count) =>
    page.waitForFunction(
      ([state, count]) => document.querySelectorAll(`.file[data-state="${state}"]`).length === count,
      /** @type {const} */ ([state, count]),
      { polling: 100 },
    );
  const press = (/** @type {string} */ id) => page.evaluate((id) => document.getElementById(id)?.click(), id);
  await become("waiting", 1488);
  await press("pause-all");
  await become("paused", 1500);
  await press("pause-all");
  await become("waiting", 1488);
  await press("cancel-all");
  await become("cancelled", 1500);
  await press("clear");
}
