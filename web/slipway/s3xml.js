/**
 * Parses S3's error document: one element whose children have only text. Does not
 * use DOMParser, which workers lack.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @param {string} xml
 * @returns {(name: string) => string} the text of a child, with entities as they are; "" if there is none
 */
export function elements(xml) {
  const is = /^\s*(<\?xml[^>]*>\s*)?<Error[\s>][^]{0,65500}<\/Error>\s*$/.test(xml);
  return (name) => (is && RegExp(`<${name}>([^<]*)</`).exec(xml)?.[1]) || "";
}
