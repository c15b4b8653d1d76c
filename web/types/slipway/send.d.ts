export type Answer = {
    status: number;
    text: string;
    /**
     * "" if absent, or not exposed by CORS
     */
    header: (name: string) => string;
};
export type Request = {
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
     * with the bytes sent so far
     */
    onProgress?: (sent: number) => void;
    /**
     * milliseconds without progress or an answer
     */
    timeout?: number;
};
/**
 * @typedef {object} Answer an HTTP response of any status
 * @property {number} status
 * @property {string} text
 * @property {(name: string) => string} header "" if absent, or not exposed by CORS
 */
/**
 * @typedef {object} Request
 * @property {'api' | 'storage'} place
 * @property {string} method
 * @property {string} url
 * @property {HeadersInit} [headers]
 * @property {string | FormData | Blob} [body]
 * @property {number} [size] of the file or part in it, in bytes
 * @property {(sent: number) => void} [onProgress] with the bytes sent so far
 * @property {number} [timeout] milliseconds without progress or an answer
 */
/**
 * Sends a request with XMLHttpRequest: fetch does not report upload progress.
 * @param {Request} request
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 * @throws {NetworkError} if there is no answer, or CORS hides it
 */
export declare function send({ place, method, url, headers, body, size, onProgress, timeout }: Request, signal: AbortSignal): Promise<Answer>;
