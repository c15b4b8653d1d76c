export type Answer = {
    status: number;
    text: string;
    /**
     * "" also if CORS does not expose it
     */
    header: (name: string) => string;
};
export type Request = {
    /**
     * where it goes
     */
    place: 'api' | 'storage';
    method: string;
    url: string;
    headers?: HeadersInit;
    body?: string | FormData | Blob;
    /**
     * of the file or part in it, in bytes
     */
    size?: number;
    /**
     * how many of them have been sent
     */
    onProgress?: (sent: number) => void;
    /**
     * milliseconds without progress, where there should be some, or without an answer
     */
    timeout?: number;
};
/**
 * @typedef {object} Answer an HTTP response of any status
 * @property {number} status
 * @property {string} text
 * @property {(name: string) => string} header "" also if CORS does not expose it
 */
/**
 * @typedef {object} Request
 * @property {'api' | 'storage'} place where it goes
 * @property {string} method
 * @property {string} url
 * @property {HeadersInit} [headers]
 * @property {string | FormData | Blob} [body]
 * @property {number} [size] of the file or part in it, in bytes
 * @property {(sent: number) => void} [onProgress] how many of them have been sent
 * @property {number} [timeout] milliseconds without progress, where there should be some, or without an answer
 */
/**
 * Sends, by XMLHttpRequest, because fetch tells nothing of what is sent so far.
 * @param {Request} request
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 * @throws {NetworkError} when there is no answer that a script may read
 */
export declare function send({ place, method, url, headers, body, size, onProgress, timeout }: Request, signal: AbortSignal): Promise<Answer>;
