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
  #sending = 0;
  #round = { begun: 0, bytes: 0, count: 0 };

  constructor() {
    super(CONNECTIONS_PER_HOST / 2);
  }

  /**
   * Sends, and adapts the number of connections to how it went.
   * @template T
   * @param {number} bytes
   * @param {() => Promise<T>} send
   * @returns {Promise<T>}
   */
  async measure(bytes, send) {
    const begun = performance.now();
    if (this.#sending++ === 0) this.#round = { begun, bytes: 0, count: 0 }; // ignore idle time
    try {
      const answer = await send();
      this.#arrived(bytes);
      return answer;
    } catch (error) {
      // Count simultaneous failures once.
      if (error instanceof UploadError && error.transient && begun >= this.#failed) {
        this.#failed = performance.now();
        this.#best = 0;
        this.resize(Math.ceil(this.limit / 2));
      }
      throw error;
    } finally {
      this.#sending--;
    }
  }

  /** @param {number} bytes */
  #arrived(bytes) {
    const round = this.#round;
    round.bytes += bytes;
    if (++round.count < this.limit) return;
    const now = performance.now();
    const seconds = (now - round.begun) / 1000;
    const rate = round.bytes / seconds;
    if (seconds < QUICK) this.resize(Math.min(2 * this.limit, CONNECTIONS_PER_HOST));
    else if (rate > 1.05 * this.#best) {
      this.#best = rate;
      this.resize(Math.min(this.limit + 1, CONNECTIONS_PER_HOST));
    }
    this.#round = { begun: now, bytes: 0, count: 0 };
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
