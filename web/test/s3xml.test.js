/**
 * Reading S3's XML, in the browser, whose parser it is.
 */
import assert from 'node:assert/strict';
import { pageTest } from './harness.js';

/** @import { Page } from 'playwright-core' */

/**
 * @param {Page} page
 * @param {'parsePostResponse' | 'parseError'} name
 * @param {string} xml
 */
const parse = (page, name, xml) =>
  page.evaluate(
    async ({ name, xml }) => {
      const path = '/slipway/s3xml.js'; // an address on the page, which the type checker need not resolve
      return (await import(path))[name](xml);
    },
    { name, xml },
  );

pageTest('a stored file', {}, async (page) => {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<PostResponse><Location>http://s3/b/a%26b</Location><Bucket>b</Bucket><Key>a&amp;b &lt;c&gt; 東京</Key><ETag>"d41d"</ETag></PostResponse>`;
  const answer = { location: 'http://s3/b/a%26b', bucket: 'b', key: 'a&b <c> 東京', etag: '"d41d"' };
  assert.deepEqual(await parse(page, 'parsePostResponse', xml), answer);
});

pageTest('an error', {}, async (page) => {
  const xml =
    '<Error><Code>EntityTooLarge</Code><Message>Too large</Message><ProposedSize>11</ProposedSize><MaxSizeAllowed>10</MaxSizeAllowed></Error>';
  assert.deepEqual(await parse(page, 'parseError', xml), { code: 'EntityTooLarge', message: 'Too large', minSize: NaN, maxSize: 10 });
});

// Chromium styles its note on what is not well-formed, which the page's policy stops, as it may.
pageTest('what is neither', { expectErrors: /^Applying inline style/ }, async (page) => {
  for (const xml of [
    '', // a 204
    'Service Unavailable', // not XML
    '<html><body>Bad Gateway</body></html>', // another document
    '<Error><Code>AccessDenied</Code>', // cut short
    '<!DOCTYPE Error [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Wrong>&b;</Wrong>', // entities
  ]) {
    assert.equal(await parse(page, 'parseError', xml), null, xml);
    assert.equal(await parse(page, 'parsePostResponse', xml), null, xml);
  }
});
