/**
 * Reading S3's XML, in the browser, whose parser it is.
 */
import assert from 'node:assert/strict';
import { pageTest } from './harness.js';

/** @import { Page } from 'playwright-core' */

/**
 * @param {Page} page
 * @param {string} xml
 */
const parse = (page, xml) =>
  page.evaluate(async (xml) => {
    const path = '/slipway/s3xml.js'; // an address on the page, which the type checker need not resolve
    return (await import(path)).parseError(xml);
  }, xml);

pageTest('an error', {}, async (page) => {
  const xml =
    '<Error><Code>EntityTooLarge</Code><Message>Too large</Message><ProposedSize>11</ProposedSize><MaxSizeAllowed>10</MaxSizeAllowed></Error>';
  assert.deepEqual(await parse(page, xml), { code: 'EntityTooLarge', message: 'Too large', minSize: NaN, maxSize: 10 });
});

// Chromium styles its note on what is not well-formed, which the page's policy stops, as it may.
pageTest('what is neither', { expectErrors: /^Applying inline style/ }, async (page) => {
  for (const xml of [
    '', // nothing at all
    '<PostResponse><Key>a</Key></PostResponse>', // S3's other document
    'Service Unavailable', // not XML
    '<html><body>Bad Gateway</body></html>', // another document
    '<Error><Code>AccessDenied</Code>', // cut short
    '<!DOCTYPE Error [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Wrong>&b;</Wrong>', // entities
  ]) {
    assert.equal(await parse(page, xml), null, xml);
  }
});
