/**
 * Every page, light and dark, from a phone's width to a desk's: axe-core finds
 * nothing, nothing is cut off or lies over something else, and nothing moves
 * for those who asked for stillness.
 */
import assert from "node:assert/strict";
import { LANGUAGES } from "../js/language.js";
import { isClean, pageTest } from "./harness.js";
import { all, breakOff, failToSignIn, holdOver, PICTURES, review } from "./scenes.js";

/** @import { Page } from 'playwright-core' */

const WIDTHS = [320, 390, 577, 640, 833, 900, 1280];
const REFUSED = /^Failed to load resource|Content Security Policy|^Refused to connect/;

/** @param {Page} page */
const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/**
 * What is written in the dock and lies over the boat or its ramp.
 * @param {Page} page
 */
const covered = (page) =>
  page.evaluate(() => {
    scrollTo(0, 0);
    const written = [...document.querySelectorAll(".invitation .button, .invitation button, .invitation .hint")];
    return written
      .filter((one) => {
        const range = document.createRange();
        range.selectNodeContents(one);
        return [...range.getClientRects()].some(({ left, right, top, bottom }) => {
          for (let x = left; x < right; x += 3)
            for (const y of [top, (top + bottom) / 2, bottom])
              if (document.elementsFromPoint(x, y).some((under) => under.matches(".boat *, .rail"))) return true;
          return false;
        });
      })
      .map((one) => one.textContent);
  });

/**
 * Lines in the open folds that do not begin where the others of their fold do.
 * @param {Page} page
 */
const ragged = (page) =>
  page.evaluate(() => {
    const rightToLeft = document.documentElement.dir === "rtl";
    const start = (/** @type {Element} */ one) => {
      const { left, right } = one.getBoundingClientRect();
      return Math.round(rightToLeft ? right : left);
    };
    return [...document.querySelectorAll(".stored:not([hidden]) dl")].flatMap((list) => {
      const values = [...list.querySelectorAll("dd")];
      const wrapped = [...list.querySelectorAll(".copy")].filter((button) => {
        const { top, bottom } = button.getBoundingClientRect();
        const lines = [...(button.parentElement?.querySelector("code")?.getClientRects() ?? [])];
        return lines.every((line) => (top + bottom) / 2 > line.bottom);
      });
      return [...values, ...wrapped].filter((one) => start(one) !== start(values[0])).map((one) => one.textContent);
    });
  });

/** @typedef {ReadonlyArray<readonly [number, 'light' | 'dark']>} Looks widths with their colours */
/** @type {Looks} */
const TWO = [
  [390, "dark"],
  [1280, "light"],
];
/** @type {Looks} */
const FOUR = [...TWO, [390, "light"], [1280, "dark"]];

/**
 * @param {Page} page
 * @param {Looks} looks
 */
async function looksRight(page, looks) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    assert.equal(await overflow(page), 0, `${width} px`);
    assert.deepEqual(await covered(page), [], `${width} px`);
    assert.deepEqual(await ragged(page), [], `${width} px`);
  }
  for (const [width, colorScheme] of looks) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    await isClean(page);
  }
}

for (const [name, show, locale, looks] of /** @type {const} */ ([
  ["with a row in every state", all, "en", FOUR],
  ["in German, with a row in every state", all, "de-DE", []],
  ["in Arabic, with a row in every state", all, "ar-EG", TWO],
  ["with files to review", review, "de-DE", TWO],
  ["after a sign-in that failed", failToSignIn, "es-ES", TWO],
  ["with an unfinished upload", breakOff, "ja-JP", TWO],
])) {
  pageTest(`the upload page ${name}`, { context: { locale }, expectErrors: REFUSED }, async (page) => {
    await show(page);
    await looksRight(page, looks);
  });
}

for (const locale of LANGUAGES) {
  pageTest(
    `${locale}: the boat lies over no words, on its ramp and in the water`,
    { context: { locale, reducedMotion: "reduce" } },
    async (page) => {
      await looksRight(page, []);
      await holdOver(page);
      await looksRight(page, TWO);
    },
  );
}

pageTest("nothing to drop with a finger, and a camera", { context: PICTURES.phone.context }, async (page) => {
  await page.getByText("Take a photo").waitFor();
  assert.equal(await page.locator("#photo").getAttribute("capture"), "environment");
  assert.deepEqual(
    await page
      .getByText(/drop|folder/)
      .filter({ visible: true })
      .allInnerTexts(),
    [],
  );
  await page.setViewportSize({ width: 320, height: 700 });
  assert.equal(await overflow(page), 0);
  await isClean(page);
});

for (const name of ["form-fetch", "form-native", "formdata"]) {
  pageTest(`${name}.html`, { path: `/examples/${name}.html` }, async (page) => {
    await page.locator('[data-source$=".html"]', { hasText: "</html>" }).waitFor();
    for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
      await page.emulateMedia({ colorScheme });
      await isClean(page);
    }
    await page.setViewportSize({ width: 320, height: 700 });
    assert.equal(await overflow(page), 0);
  });
}

pageTest("nothing moves for those who asked for stillness", { context: { reducedMotion: "reduce" } }, async (page) => {
  assert.equal(await page.locator(".boat").evaluate((boat) => getComputedStyle(boat).transitionDuration), "0s");
});
