export type Answer = {
    /**
     * "" also if CORS does not expose it
     */
    header: (name: string) => string;
};
export type Request = {
    method: 'POST' | 'PUT';
    url: string;
    body: FormData | Blob;
    headers?: Record<string, string>;
};
/**
 * An HTTP answer of success.
 * @typedef {object} Answer
 * @property {(name: string) => string} header "" also if CORS does not expose it
 */
/**
 * @typedef {object} Request a form to be POSTed, or a part to be PUT
 * @property {'POST' | 'PUT'} method
 * @property {string} url
 * @property {FormData | Blob} body
 * @property {Record<string, string>} [headers]
 */
/**
 * Sends, by XMLHttpRequest, because fetch tells nothing of what is sent so far.
 * @param {Request} request
 * @param {object} options
 * @param {number} options.size of the file or part, in bytes
 * @param {(sent: number) => void} options.onProgress how many of them have been sent
 * @param {AbortSignal} options.signal
 * @returns {Promise<Answer>} of a status in the two hundreds
 * @throws {S3Error} when S3 refuses
 * @throws {NetworkError} when there is no answer that a script may read
 */
export declare function send({ method, url, body, headers }: Request, { size, onProgress, signal }: {
    size: number;
    onProgress: (sent: number) => void;
    signal: AbortSignal;
}): Promise<Answer>;
