import type { Api } from './api.js';
import type { Task } from './retry.js';
/**
 * Waits until a file is accepted.
 * @param {Api} api
 * @param {string} key
 * @param {() => void} onPoll called before each request
 * @param {Task} task
 * @throws {RejectedError}
 */
export declare function accepted(api: Api, key: string, onPoll: () => void, task: Task): Promise<void>;
/**
 * @param {Api} api
 * @param {string} key
 * @param {{disposition?: 'attachment' | 'inline'}} [options]
 * @returns {Promise<string>} a URL to read the file, valid for a few minutes
 */
export declare function urlOf(api: Api, key: string, options?: {
    disposition?: 'attachment' | 'inline';
}): Promise<string>;
/**
 * @param {Api} api
 * @param {string} key
 * @returns {Promise<void>}
 */
export declare function remove(api: Api, key: string): Promise<void>;
