import { S3Error } from "./errors.js";
/**
 * S3's refusal, in words for the person who uploads: S3 writes for programmers.
 * @param {number} status
 * @param {string} xml
 * @param {string} [retryAfter]
 */
export declare function refusal(status: number, xml: string, retryAfter?: string): S3Error;
