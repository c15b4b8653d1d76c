/**
 * Helpers for AbortSignal. AbortSignal.any is missing in Safari before 17.4 and in
 * Firefox before 124. Listeners are removed as soon as they are not needed.
 */

/** A signal that never aborts. */
export const never = new AbortController().signal;

/**
 * Runs a job, and calls onAbort if the signal aborts meanwhile.
 * @template T
 * @param {AbortSignal} signal
 * @param {() => void} onAbort
 * @param {() => T | PromiseLike<T>} job
 * @returns {Promise<T>}
 */
export async function during(signal, onAbort, job) {
  signal.throwIfAborted();
  signal.addEventListener("abort", onAbort);
  try {
    return await job();
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/**
 * Settles like a promise, or rejects with the signal's reason if the signal aborts
 * first.
 * @template T
 * @param {T | PromiseLike<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export function abortable(promise, signal) {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    during(signal, onAbort, () => promise).then(resolve, reject);
  });
}

/**
 * Waits for a time, or until the browser comes online.
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 */
export async function wait(milliseconds, signal) {
  let end = () => {};
  const over = new Promise((/** @type {(value: void) => void} */ resolve) => (end = resolve));
  const timer = setTimeout(end, milliseconds);
  addEventListener("online", end);
  try {
    await abortable(over, signal);
  } finally {
    clearTimeout(timer);
    removeEventListener("online", end);
  }
}
