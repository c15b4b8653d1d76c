import { abortable } from "./signals.js";

/**
 * Returns a queue, which runs jobs in order and a limited number at once.
 * @param {number} limit jobs that run at once
 * @returns {Queue}
 */
export function queue(limit) {
  let running = 0;
  /** @type {Set<() => void>} */
  const waiting = new Set();

  function next() {
    for (const start of waiting) {
      if (running >= limit) return;
      waiting.delete(start);
      running++;
      start();
    }
  }

  return {
    async run(job, signal) {
      let start = () => {};
      const turn = new Promise((/** @type {(value: void) => void} */ resolve) => (start = resolve));
      waiting.add(start);
      next();
      try {
        await abortable(turn, signal);
        return await job();
      } finally {
        if (!waiting.delete(start)) {
          running--;
          next();
        }
      }
    },

    resize(to) {
      limit = to;
      next();
    },
  };
}

/**
 * @typedef {object} Queue
 * @property {<T>(job: () => Promise<T>, signal: AbortSignal) => Promise<T>} run runs a job when its turn comes, and
 *   returns its outcome. A job whose signal aborts while it waits never starts
 * @property {(limit: number) => void} resize changes the limit
 */
