import type { Task } from './retry.js';
import type { Answer, Request } from './send.js';
import type { SignatureCache } from './signatures.js';
/**
 * Brings a file or a part to S3: waits for a connection to the host that it is
 * signed for, sends, and does it again until S3 has it.
 * @template Item
 * @template {{url: string}} Signed
 * @param {SignatureCache<Item, Signed>} signatures
 * @param {Item} item by which they are known
 * @param {Blob} blob
 * @param {(signed: Signed, blob: Blob) => Request} request
 * @param {(sent: number) => void} onProgress bytes
 * @param {Task} task
 * @returns {Promise<{signed: Signed, answer: Answer}>}
 */
export declare function deliver<Item, Signed extends {
    url: string;
}>(signatures: SignatureCache<Item, Signed>, item: Item, blob: Blob, request: (signed: Signed, blob: Blob) => Request, onProgress: (sent: number) => void, task: Task): Promise<{
    signed: Signed;
    answer: Answer;
}>;
/** @param {Blob} blob */
export declare function readable(blob: Blob): Promise<boolean>;
