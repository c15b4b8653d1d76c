import { ApiError } from "./errors.js";
/** The upload API: each request is JSON, and so is each answer. */
export declare class Api {
    #private;
    /** Whether files may come in parts; true until it says otherwise. */
    takesParts: boolean;
    /**
     * @param {string} base its address; "" is the page's own origin
     * @param {() => HeadersInit | Promise<HeadersInit>} headers of each request; asked for each time, since tokens age
     */
    constructor(base: string, headers: () => HeadersInit | Promise<HeadersInit>);
    /**
     * What throws while the request is made is a mistake in the page, and is
     * thrown as itself: no other try would mend it.
     * @param {'GET' | 'POST' | 'DELETE'} method
     * @param {string} path
     * @param {object} options
     * @param {object} [options.body]
     * @param {(answer: any) => unknown} [options.expect] whether an answer is one of this API
     * @param {AbortSignal} options.signal
     * @returns {Promise<any>}
     * @throws {ApiError} when the answer is no
     * @throws {NetworkError} when there is none
     */
    ask(method: 'GET' | 'POST' | 'DELETE', path: string, { body, expect, signal }: {
        body?: object;
        expect?: (answer: any) => unknown;
        signal: AbortSignal;
    }): Promise<any>;
}
/**
 * @param {number} status
 * @param {any} answer the API's own
 * @param {number} [retryAfter]
 */
export declare function refused(status: number, { code, message, details }: any, retryAfter?: number): ApiError;
/** @param {number} status of an answer of something else than the API */
export declare function foreign(status: number): ApiError;
