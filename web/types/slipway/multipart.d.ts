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
 * Sends a file in parts. Goes on with an upload of the same file that was
 * broken off, if there is one; where that is refused, because S3 no longer has
 * it or the API would cut the file in other parts by now, it begins anew.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 * @param {Item} item
 * @param {Api} api
 * @param {Attempt} attempt
 * @returns {Promise<Stored>}
 */
export declare function sendParts(item: Item, api: Api, attempt: Attempt): Promise<Stored>;
/**
 * Ends an upload in parts for good, so that S3 keeps none of them. It is
 * forgotten at once: the same file may come again before the API has answered.
 * @param {Item} item
 * @param {Api} api
 */
export declare function abandon(item: Item, api: Api): void;
