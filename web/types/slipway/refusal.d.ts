import { S3Error } from "./errors.js";
/**
 * Returns the error for S3's refusal, with a message for users: S3's own is for
 * programmers.
 * @param {number} status
 * @param {string} xml
 * @param {string} [retryAfter]
 */
export declare function refusal(status: number, xml: string, retryAfter?: string): S3Error;
