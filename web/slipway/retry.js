import { UploadError } from './errors.js';

/** Milliseconds: about how long the first wait may be, and the longest. Each may be twice the one before. */
const FIRST = 500;
const LONGEST = 30_000;

/**
 * What is said with each thing to be done.
 * @typedef {object} Task
 * @property {number} tries how often, at most; failures while offline do not count
 * @property {(error: UploadError) => void} onWait called before each wait for a next try
 * @property {AbortSignal} signal
 */

/**
 * Attempts something until it succeeds or time cannot mend it. Waits at random
 * up to a bound that doubles ("full jitter"), so that many who failed together
 * do not come back together; at least as long as the answer asks for; and
 * while the browser is offline, until it no longer is.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @template T
 * @param {() => Promise<T>} attempt
 * @param {Task} task
 * @returns {Promise<T>}
 */
export async function persist(attempt, { tries, onWait, signal }) {
  for (let failures = 0; ; ) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof UploadError && error.transient)) throw error;
      if (navigator.onLine && ++failures >= tries) throw error;
      onWait(error);
      const asked = 1000 * (/** @type {{retryAfter?: number}} */ (error).retryAfter ?? 0);
      const wait = asked + Math.random() * Math.min(LONGEST, FIRST * 2 ** failures);
      await orAborted(
        new Promise((resolve) => (navigator.onLine ? setTimeout(resolve, wait) : addEventListener('online', resolve, { once: true }))),
        signal,
      );
    }
  }
}

/**
 * What a promise brings, or the reason of the signal if that comes before.
 * @template T
 * @param {Promise<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export function orAborted(promise, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
