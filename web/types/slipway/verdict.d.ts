import type { Api } from './api.js';
import type { Task } from './retry.js';
/**
 * Waits until a file is accepted.
 * @param {Api} api
 * @param {string} key
 * @param {() => void} onLook called before each question
 * @param {Task} task
 * @throws {RejectedError}
 */
export declare function accepted(api: Api, key: string, onLook: () => void, task: Task): Promise<void>;
/**
 * @param {Api} api
 * @param {string} key
 * @param {{disposition?: 'attachment' | 'inline'}} [options]
 * @returns {Promise<string>} a URL that the file can be read at, for a while
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
