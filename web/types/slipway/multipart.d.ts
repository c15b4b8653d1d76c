import type { Api } from './api.js';
import type { Attempt, Item, Stored } from './upload.js';
export type ListedPart = {
    PartNumber: number;
    ETag: string;
    Size: number;
};
/** @import { Api } from './api.js' */
/** @import { Signed } from './deliver.js' */
/** @import { Session } from './memory.js' */
/** @import { SignatureCache } from './signatures.js' */
/** @import { Attempt, Item, Stored } from './upload.js' */
/** @typedef {{PartNumber: number, ETag: string, Size: number}} ListedPart */
/**
 * Sends a file in parts. Resumes an earlier upload of the same file, if there is
 * one. Starts again if that is refused: S3 no longer has the upload, or the API's
 * part size has changed.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 * @param {Item} item
 * @param {Api} api
 * @param {Attempt} attempt
 * @returns {Promise<Stored>}
 */
export declare function sendParts(item: Item, api: Api, attempt: Attempt): Promise<Stored>;
/**
 * Aborts an upload in parts, so that S3 deletes them. Forgets it at once, since the
 * same file may be chosen again before the API answers.
 * @param {Item} item
 * @param {Api} api
 */
export declare function abandon(item: Item, api: Api): void;
