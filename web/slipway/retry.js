import { wait } from "./signals.js";

/** Milliseconds: about how long the first wait may be, and the longest. Each may be twice the one before. */
const FIRST = 500;
const LONGEST = 30_000;

/**
 * Retry options.
 * @typedef {object} Task
 * @property {number} tries how often, at most; failures while offline do not count
 * @property {(error: Error) => void} onWait called before each wait for a next try
 * @property {AbortSignal} signal
 */

/**
 * Attempts something until success or a permanent error. Waits at random up to
 * a bound that doubles ("full jitter"), so that many who failed together do
 * not come back together; and at least as long as the answer asks for.
 *
 * A browser that says it is offline may be wrong, behind a VPN for one: tries
 * go on at the longest interval, and at once when it says that it is online.
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
