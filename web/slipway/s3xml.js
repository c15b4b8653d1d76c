/**
 * @typedef {object} ErrorResponse
 * @property {string} code
 * @property {string} message as it is in XML: quotes may be entities
 * @property {number} minSize bytes, NaN where S3 does not say
 * @property {number} maxSize bytes, NaN where S3 does not say
 */

/** Characters that are more than any error of S3's has. */
const LONGEST = 65_536;

/**
 * S3's answer to what it refuses: one element, with elements that have only
 * text. It is read without DOMParser, which workers do not have.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @param {string} xml
 * @returns {ErrorResponse | null} null if this is no such document
 */
export function parseError(xml) {
  if (xml.length > LONGEST || !/^\s*(<\?xml[^>]*>\s*)?<Error[\s>][^]*<\/Error>\s*$/.test(xml)) return null;
  const text = (/** @type {string} */ name) => RegExp(`<${name}>([^<]*)</`).exec(xml)?.[1] ?? "";
  return {
    code: text("Code"),
    message: text("Message"),
    minSize: parseInt(text("MinSizeAllowed"), 10),
    maxSize: parseInt(text("MaxSizeAllowed"), 10),
  };
}
