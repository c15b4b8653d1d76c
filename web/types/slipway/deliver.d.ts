import type { Task } from './retry.js';
import type { SignatureCache } from './signatures.js';
import type { Stored } from './upload.js';
export type Signed = {
    url: string;
    /**
     * of the form, in their order
     */
    fields?: Record<string, string>;
    headers?: Record<string, string>;
};
/**
 * @typedef {object} Signed a signed form, which has fields, or a signed URL for a part
 * @property {string} url
 * @property {Record<string, string>} [fields] of the form, in their order
 * @property {Record<string, string>} [headers]
 */
/**
 * Sends a file or a part to S3, with retries, over a free connection to the host
 * that it is signed for.
 * @template Item
 * @param {SignatureCache<Item, Signed>} signatures
 * @param {Item} item the key of its signature
 * @param {Blob} blob
 * @param {(sent: number) => void} onProgress bytes
 * @param {Task} task
 * @returns {Promise<Stored>} the key is "" for a part
 */
export declare function deliver<Item>(signatures: SignatureCache<Item, Signed>, item: Item, blob: Blob, onProgress: (sent: number) => void, task: Task): Promise<Stored>;
/**
 * Returns the form for S3: the signed fields in their order, then `file`. S3
 * ignores fields after the file.
 * @param {Record<string, string>} fields
 * @param {Blob} file
 */
export declare function formOf(fields: Record<string, string>, file: Blob): FormData;
/**
 * @param {Blob} blob
 * @returns {Promise<boolean>} whether the browser can read it
 */
export declare function readable(blob: Blob): Promise<boolean>;
