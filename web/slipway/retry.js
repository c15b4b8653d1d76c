import { wait } from "./signals.js";

/** Milliseconds. The bound of a wait starts at twice FIRST, and doubles up to LONGEST. */
const FIRST = 500;
const LONGEST = 30_000;

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
export async function retry(attempt, { tries, onWait, signal }) {
  for (let failures = 0; ;) {
    try {
      return await attempt();
    } catch (/** @type {any} */ error) {
      signal.throwIfAborted();
      if (!error?.transient || (navigator.onLine && ++failures >= tries)) throw error;
      onWait(error);
      const backoff = navigator.onLine ? Math.random() * Math.min(LONGEST, FIRST * 2 ** failures) : LONGEST;
      await wait(1000 * error.retryAfter + backoff, signal);
    }
  }
}
