/**
 * Parses S3's error document: one element whose children have only text. Does not
 * use DOMParser, which workers lack.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @param {string} xml
 * @returns {(name: string) => string} the text of a child, with entities as they are; "" if there is none
 */
export declare function elements(xml: string): (name: string) => string;
