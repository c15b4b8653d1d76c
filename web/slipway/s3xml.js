/**
 * @typedef {object} ErrorResponse
 * @property {string} code
 * @property {string} message
 * @property {number} minSize bytes, NaN where S3 does not say
 * @property {number} maxSize bytes, NaN where S3 does not say
 */

/** How such a document begins. */
const ERROR = /^\s*(?:<\?xml[^>]*\?>\s*)?<Error(?:\s[^>]*)?>/;

/** Characters that are more than any error of S3's has. */
const LONGEST = 65_536;

/** @type {Record<string, string>} */
const ENTITIES = { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' };

/**
 * S3's answer to what it refuses: one element, with elements that have only
 * text. It is read without DOMParser, which workers do not have.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @param {string} xml
 * @returns {ErrorResponse | null} null if this is no such document
 */
export function parseError(xml) {
  if (xml.length > LONGEST || !ERROR.test(xml) || !xml.trimEnd().endsWith("</Error>")) return null;
  const text = (/** @type {string} */ name) => plain(RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "");
  return {
    code: text("Code"),
    message: text("Message"),
    minSize: parseInt(text("MinSizeAllowed"), 10),
    maxSize: parseInt(text("MaxSizeAllowed"), 10),
  };
}

/** @param {string} text with references to characters */
function plain(text) {
  return text.replace(/&(?:#(\d{1,6})|#x([\da-f]{1,5})|(\w+));/gi, (reference, decimal, hex, name) => {
    if (name) return ENTITIES[name] ?? reference;
    return String.fromCodePoint(decimal ? parseInt(decimal, 10) : parseInt(hex, 16));
  });
}
