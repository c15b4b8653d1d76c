import { ApiError } from "./errors.js";
import type { Task } from './retry.js';
/**
 * Returns a client of the upload API, which speaks JSON.
 * @param {string} address "" for the page's own origin
 * @param {() => HeadersInit | Promise<HeadersInit>} headers called for each request, since tokens expire
 * @returns {Api}
 */
export declare function apiAt(address: string, headers: () => HeadersInit | Promise<HeadersInit>): Api;
export type Method = 'GET' | 'POST' | 'DELETE';
export type Api = {
    /**
     * the address, without a trailing slash
     */
    base: string;
    /**
     *   rejects with an ApiError if the API refuses, and with a NetworkError if there is no answer
     */
    ask: (method: Method, path: string, options: Options & {
        signal?: AbortSignal;
    }) => Promise<any>;
    /**
     * like ask,
     * with retries; without a task, three attempts
     */
    insist: (method: Method, path: string, options?: Options, task?: Task) => Promise<any>;
};
export type Options = {
    body?: object;
    /**
     * whether an answer has the expected form
     */
    expect?: (answer: any) => unknown;
    /**
     * whether a request continues when the signal aborts
     */
    whole?: boolean;
};
/**
 * Returns the error for a refusal.
 * @param {number} status
 * @param {any} answer the API's, or that of something in front of it
 * @param {string} [retryAfter]
 */
export declare function refused(status: number, answer: any, retryAfter?: string): ApiError;
