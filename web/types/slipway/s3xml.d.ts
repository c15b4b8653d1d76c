/**
 * @typedef {object} ErrorResponse
 * @property {string} code
 * @property {string} message as it is in XML: quotes may be entities
 * @property {number} minSize bytes, NaN where S3 does not say
 * @property {number} maxSize bytes, NaN where S3 does not say
 */
export type ErrorResponse = {
    code: string;
    /**
     * as it is in XML: quotes may be entities
     */
    message: string;
    /**
     * bytes, NaN where S3 does not say
     */
    minSize: number;
    /**
     * bytes, NaN where S3 does not say
     */
    maxSize: number;
};
/**
 * S3's answer to what it refuses: one element, with elements that have only
 * text. It is read without DOMParser, which workers do not have.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @param {string} xml
 * @returns {ErrorResponse | null} null if this is no such document
 */
export declare function parseError(xml: string): ErrorResponse | null;
