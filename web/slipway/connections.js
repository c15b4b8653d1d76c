import { queue } from "./queue.js";

/** A browser opens six connections to one host of HTTP/1.1, as S3 is; more requests only wait in it. */
export const CONNECTIONS_PER_HOST = 6;

/**
 * The connections to one host of S3, their number adapted to the link as TCP
 * does it: half as many after a failure, one more after each round without. A
 * slow link is thus not cut into so many pieces that none arrives.
 */
export function connections() {
  let limit = CONNECTIONS_PER_HOST;
  let succeeded = 0;
  let failed = 0;
  const { run, resize } = queue(limit);

  /** @param {number} to may be between two numbers: the queue takes the upper one */
  function adapt(to) {
    succeeded = 0;
    resize((limit = Math.min(to, CONNECTIONS_PER_HOST)));
  }

  /**
   * Sends when its turn comes, and adapts the number of connections to how it went.
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

/** @type {Record<string, ReturnType<typeof connections>>} for the whole page, as the browser has them */
const hosts = Object.create(null);

/**
 * The connections to the host of a URL.
 * @param {string} url
 */
export function connectionsTo(url) {
  return (hosts[new URL(url).host] ??= connections());
}
