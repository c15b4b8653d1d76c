/**
 * What AbortSignal.any and AbortSignal.timeout are for, without them: Safari
 * before 17.4 and Firefox before 124 lack the first. Each listener goes as
 * soon as it has nothing more to hear, whether the signal aborts or not.
 */

/** Never aborted. */
export const never = new AbortController().signal;

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
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
    Promise.resolve(promise)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", leave));
  });
}

/**
 * Runs a job that can be aborted by itself and, while it runs, with a signal.
 * @template T
 * @param {AbortSignal} signal
 * @param {(stop: AbortController) => Promise<T>} job
 * @returns {Promise<T>}
 */
export async function linked(signal, job) {
  signal.throwIfAborted();
  const stop = new AbortController();
  const follow = () => stop.abort(signal.reason);
  signal.addEventListener("abort", follow);
  try {
    return await job(stop);
  } finally {
    signal.removeEventListener("abort", follow);
  }
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
