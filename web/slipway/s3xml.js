/**
 * The two documents that S3 answers a form with.
 */

/**
 * @typedef {object} PostResponse
 * @property {string} location
 * @property {string} bucket
 * @property {string} key
 * @property {string} etag with its quotes, as S3 writes it
 */

/**
 * S3's answer to a stored file, with success_action_status 201.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 * @param {string} xml
 * @returns {PostResponse | null} null if this is no such document
 */
export function parsePostResponse(xml) {
  const text = reader(xml, 'PostResponse');
  return text && { location: text('Location'), bucket: text('Bucket'), key: text('Key'), etag: text('ETag') };
}

/**
 * @typedef {object} ErrorResponse
 * @property {string} code
 * @property {string} message
 * @property {number} minSize bytes, NaN where S3 does not say
 * @property {number} maxSize bytes, NaN where S3 does not say
 */

/**
 * S3's answer to a form that it refuses.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @param {string} xml
 * @returns {ErrorResponse | null} null if this is no such document
 */
export function parseError(xml) {
  const text = reader(xml, 'Error');
  return (
    text && {
      code: text('Code'),
      message: text('Message'),
      minSize: parseInt(text('MinSizeAllowed'), 10),
      maxSize: parseInt(text('MaxSizeAllowed'), 10),
    }
  );
}

/**
 * @param {string} xml
 * @param {string} root the name the document's root must have
 * @returns {((name: string) => string) | null} the text of a child of the root, "" if it has none of that name
 */
function reader(xml, root) {
  if (!xml) return null; // the usual case with success_action_status 200 and 204
  // A document that is not well-formed parses to a <parsererror>, in every browser somewhere else.
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  const element = document.documentElement;
  if (element.localName !== root || document.querySelector('parsererror')) return null;
  return (name) => [...element.children].find((child) => child.localName === name)?.textContent ?? '';
}
