import { queue } from "./queue.js";

/** Browsers open six connections to a host with HTTP/1.1, such as S3, and queue further requests. */
export const CONNECTIONS_PER_HOST = 6;

/**
 * Limits the connections to one host of S3. The limit adapts as in TCP: it halves
 * after a failure, and grows by one after a round of successes. On a slow link,
 * too many connections would all time out.
 */
export function connections() {
  let limit = CONNECTIONS_PER_HOST;
  let succeeded = 0;
  let failed = 0;
  const { run, resize } = queue(limit);

  /** @param {number} to may be a fraction, which the queue rounds up */
  function adapt(to) {
    succeeded = 0;
    resize((limit = Math.min(to, CONNECTIONS_PER_HOST)));
  }

  /**
   * Waits for a free connection, sends, and adapts the limit to the outcome.
   * @template T
   * @param {() => Promise<T>} send
   * @param {AbortSignal} signal
   * @returns {Promise<T>}
   */
  return (send, signal) =>
    run(async () => {
      const begun = performance.now();
      try {
        const answer = await send();
        if (++succeeded >= limit) adapt(limit + 1);
        return answer;
      } catch (/** @type {any} */ error) {
        // Count simultaneous failures once.
        if (error?.transient && begun >= failed) {
          failed = performance.now();
          adapt(limit / 2);
        }
        throw error;
      }
    }, signal);
}

/** @type {Record<string, ReturnType<typeof connections>>} by host, as browsers limit them */
const hosts = Object.create(null);

/**
 * Returns the connections to the host of a URL.
 * @param {string} url
 */
export function connectionsTo(url) {
  return (hosts[new URL(url).host] ??= connections());
}
