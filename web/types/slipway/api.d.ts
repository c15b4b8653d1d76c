import { ApiError } from "./errors.js";
import type { Task } from './retry.js';
/**
 * The upload API: each request is JSON, and so is each answer.
 * @param {string} [address] "" is the page's own origin
 * @param {() => HeadersInit | Promise<HeadersInit>} [headers] of each request; asked for each time, since tokens age
 * @returns {Api}
 */
export declare function apiAt(address?: string, headers?: () => HeadersInit | Promise<HeadersInit>): Api;
export type Method = 'GET' | 'POST' | 'DELETE';
export type Api = {
    /**
     * its address
     */
    base: string;
    /**
     * rejects with
     * an ApiError when the answer is no, and with a NetworkError when there is none
     */
    ask: (method: Method, path: string, options: Options & {
        signal: AbortSignal;
    }) => Promise<any>;
    /**
     * asks until there is
     * an answer, or no use in asking; without a task, a few times
     */
    insist: (method: Method, path: string, task?: Task, options?: Options) => Promise<any>;
};
export type Options = {
    body?: object;
    /**
     * whether an answer is one of this API
     */
    expect?: (answer: any) => unknown;
};
/**
 * @param {number} status
 * @param {any} answer the API's own
 * @param {number} [retryAfter]
 */
export declare function refused(status: number, { code, message, details }: any, retryAfter?: number): ApiError;
/** @param {number} status of an answer of something else than the API */
export declare function foreign(status: number): ApiError;
