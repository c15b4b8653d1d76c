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
 * @typedef {object} Signed how to send a form, which has fields, or a part
 * @property {string} url
 * @property {Record<string, string>} [fields] of the form, in their order
 * @property {Record<string, string>} [headers]
 */
/**
 * Brings a file or a part to S3: waits for a connection to the host that it is
 * signed for, sends, and does it again until S3 has it.
 * @template Item
 * @param {SignatureCache<Item, Signed>} signatures
 * @param {Item} item by which they are known
 * @param {Blob} blob
 * @param {(sent: number) => void} onProgress bytes
 * @param {Task} task
 * @returns {Promise<Stored>} of a part, all but the key
 */
export declare function deliver<Item>(signatures: SignatureCache<Item, Signed>, item: Item, blob: Blob, onProgress: (sent: number) => void, task: Task): Promise<Stored>;
/**
 * The form that S3 expects: the signed fields in the order given, and `file`
 * last, because S3 ignores every field after it.
 * @param {Record<string, string>} fields
 * @param {Blob} file
 */
export declare function formOf(fields: Record<string, string>, file: Blob): FormData;
/** @param {Blob} blob */
export declare function readable(blob: Blob): Promise<boolean>;
