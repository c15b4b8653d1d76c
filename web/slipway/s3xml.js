/**
 * @typedef {object} ErrorResponse
 * @property {string} code
 * @property {string} message
 * @property {number} minSize bytes, NaN where S3 does not say
 * @property {number} maxSize bytes, NaN where S3 does not say
 */

/**
 * S3's answer to what it refuses.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @param {string} xml
 * @returns {ErrorResponse | null} null if this is no such document
 */
export function parseError(xml) {
  // A document that is not well-formed parses to a <parsererror>, in every browser somewhere else.
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  const root = document.documentElement;
  if (root.localName !== 'Error' || document.querySelector('parsererror')) return null;
  const text = (/** @type {string} */ name) => [...root.children].find((child) => child.localName === name)?.textContent ?? '';
  return {
    code: text('Code'),
    message: text('Message'),
    minSize: parseInt(text('MinSizeAllowed'), 10),
    maxSize: parseInt(text('MaxSizeAllowed'), 10),
  };
}
