/**
 * What AbortSignal.any and AbortSignal.timeout are for, without them: Safari
 * before 17.4 and Firefox before 124 lack the first. Each listener goes as
 * soon as it has nothing more to hear, whether the signal aborts or not.
 */

/** Never aborted. */
export const never = new AbortController().signal;

/**
 * Runs a job, and calls something at once if the signal aborts meanwhile.
 * @template T
 * @param {AbortSignal} signal
 * @param {() => void} leave
 * @param {() => T | PromiseLike<T>} job
 * @returns {Promise<T>}
 */
export async function during(signal, leave, job) {
  signal.throwIfAborted();
  signal.addEventListener("abort", leave);
  try {
    return await job();
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

/**
 * The outcome of a promise, or the reason of the signal if that aborts first.
 * @template T
 * @param {T | PromiseLike<T>} promise
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export function abortable(promise, signal) {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    during(signal, leave, () => promise).then(resolve, reject);
  });
}

/**
 * Waits so many milliseconds, or until the browser comes online.
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
