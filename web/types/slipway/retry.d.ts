export type Task = {
    /**
     * maximum number of attempts; failures while offline do not count
     */
    tries: number;
    /**
     * called before each wait
     */
    onWait: (error: Error) => void;
    signal: AbortSignal;
};
/**
 * Retry options.
 * @typedef {object} Task
 * @property {number} tries maximum number of attempts; failures while offline do not count
 * @property {(error: Error) => void} onWait called before each wait
 * @property {AbortSignal} signal
 */
/**
 * Retries until success, a permanent error or the last attempt. Waits a random time
 * up to a bound that doubles ("full jitter"), so that clients that failed together
 * do not retry together, in addition to what Retry-After asks for.
 *
 * navigator.onLine may be wrong, for example behind a VPN. So attempts continue at
 * the longest interval while it is false, and at once when it turns true.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @template T
 * @param {() => Promise<T>} attempt
 * @param {Task} task
 * @returns {Promise<T>}
 */
export declare function retry<T>(attempt: () => Promise<T>, { tries, onWait, signal }: Task): Promise<T>;
