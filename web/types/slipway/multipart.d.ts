import type { Api } from './api.js';
import type { Task } from './retry.js';
import type { Stored, Transfer } from './transfer.js';
export type ListedPart = {
    PartNumber: number;
    ETag: string;
    Size: number;
};
/** @import { Api } from './api.js' */
/** @import { Session } from './memory.js' */
/** @import { Task } from './retry.js' */
/** @import { Stored, Transfer } from './transfer.js' */
/** @typedef {{PartNumber: number, ETag: string, Size: number}} ListedPart */
/**
 * Sends a file in parts. Goes on with an upload of the same file that was
 * broken off, if there is one; where that is refused, because S3 no longer has
 * it or the API would cut the file in other parts by now, it begins anew.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 * @param {Transfer} transfer
 * @param {Api} api
 * @param {Task} task
 * @returns {Promise<Stored>}
 */
export declare function sendParts(transfer: Transfer, api: Api, task: Task): Promise<Stored>;
/**
 * Ends an upload in parts for good, so that S3 keeps none of them. It is
 * forgotten at once: the same file may come again before the API has answered.
 * @param {Transfer} transfer
 * @param {Api} api
 */
export declare function abandon(transfer: Transfer, api: Api): void;
export type SignedPart = {
    url: string;
    headers?: Record<string, string>;
};
