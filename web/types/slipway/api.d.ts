import { ApiError } from "./errors.js";
import type { Task } from './retry.js';
/**
 * The upload API: each request is JSON, and so is each answer.
 * @param {string} address "" is the page's own origin
 * @param {() => HeadersInit | Promise<HeadersInit>} headers of each request; asked for each time, since tokens age
 * @returns {Api}
 */
export declare function apiAt(address: string, headers: () => HeadersInit | Promise<HeadersInit>): Api;
export type Method = 'GET' | 'POST' | 'DELETE';
export type Api = {
    /**
     * its address
     */
    base: string;
    /**
     *   rejects with an ApiError when the answer is no, and with a NetworkError when there is none
     */
    ask: (method: Method, path: string, options: Options & {
        signal?: AbortSignal;
    }) => Promise<any>;
    /**
     * asks until there is
     * an answer, or no use in asking; without a task, a few times
     */
    insist: (method: Method, path: string, options?: Options, task?: Task) => Promise<any>;
};
export type Options = {
    body?: object;
    /**
     * whether an answer is one of this API
     */
    expect?: (answer: any) => unknown;
    /**
     * whether a request that has been sent is not aborted
     */
    whole?: boolean;
};
/**
 * @param {number} status
 * @param {any} answer the API's own, or of something else
 * @param {string} [retryAfter]
 */
export declare function refused(status: number, answer: any, retryAfter?: string): ApiError;
