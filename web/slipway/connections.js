import { UploadError } from "./errors.js";
import { Queue } from "./queue.js";

/** A browser opens six connections to one host of HTTP/1.1, as S3 is; more requests only wait in it. */
export const CONNECTIONS_PER_HOST = 6;

/** Seconds: in a shorter round, latency dominates, and more connections always pay. */
const QUICK = 1;

/**
 * The connections to one host of S3, their number adapted to the link: more
 * after each round that went faster than those before, half as many after a
 * failure. A slow link is thus not cut into so many pieces that none arrives.
 */
export class Connections extends Queue {
  #best = 0;
  #failed = 0;
  #begun = 0;
  #bytes = 0;
  #count = 0;

  constructor() {
    super(CONNECTIONS_PER_HOST / 2);
  }

  /**
   * Sends when its turn comes, and adapts the number of connections to how it went.
   * @template T
   * @param {number} bytes
   * @param {() => Promise<T>} send
   * @param {AbortSignal} signal
   * @returns {Promise<T>}
   */
  send(bytes, send, signal) {
    return this.run(async () => {
      const begun = performance.now();
      if (this.running === 1) this.#round(begun); // ignore idle time
      try {
        const answer = await send();
        this.#bytes += bytes;
        if (++this.#count >= this.limit) this.#grow();
        return answer;
      } catch (error) {
        // Count simultaneous failures once.
        if (error instanceof UploadError && error.transient && begun >= this.#failed) {
          this.#failed = performance.now();
          this.#best = 0;
          this.resize(Math.ceil(this.limit / 2));
        }
        throw error;
      }
    }, signal);
  }

  /** @param {number} begun */
  #round(begun) {
    this.#begun = begun;
    this.#bytes = this.#count = 0;
  }

  #grow() {
    const now = performance.now();
    const seconds = (now - this.#begun) / 1000;
    const rate = this.#bytes / seconds;
    this.#round(now);
    const limit = seconds < QUICK ? 2 * this.limit : rate > 1.05 * this.#best ? this.limit + 1 : 0;
    if (seconds >= QUICK) this.#best = Math.max(this.#best, limit && rate);
    if (limit) this.resize(Math.min(limit, CONNECTIONS_PER_HOST));
  }
}

/** @type {Map<string, Connections>} for the whole page, as the browser has them */
const hosts = new Map();

/**
 * The connections to the host of a URL.
 * @param {string} url
 */
export function connectionsTo(url) {
  const { host } = new URL(url);
  const known = hosts.get(host) ?? new Connections();
  hosts.set(host, known);
  return known;
}
