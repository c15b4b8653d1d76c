/**
 * S3's answer to what it refuses: one element, with elements that have only
 * text. It is read without DOMParser, which workers do not have.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @param {string} xml
 * @returns {(name: string) => string} the text of an element, quotes in it as entities; "" without it, and of no such
 *   document
 */
export function elements(xml) {
  const is = /^\s*(<\?xml[^>]*>\s*)?<Error[\s>][^]{0,65500}<\/Error>\s*$/.test(xml);
  return (name) => (is && RegExp(`<${name}>([^<]*)</`).exec(xml)?.[1]) || "";
}
