import { call } from "./callbacks.js";

/** Milliseconds of a frame: listeners are called no more often. */
const FRAME = 16;

/**
 * A snapshot that others subscribe to, as React's useSyncExternalStore wants it.
 * @template Snapshot
 */
export class Store {
  /** @type {Snapshot | undefined} */
  #snapshot;
  #take;
  /** @type {Set<() => void>} */
  #listeners = new Set();
  #told = -FRAME;
  #telling = false;

  /** @param {() => Snapshot} take */
  constructor(take) {
    this.#take = take;
  }

  snapshot() {
    return (this.#snapshot ??= this.#take());
  }

  /** @param {() => void} listener */
  subscribe(listener) {
    const one = () => listener(); // the same function may subscribe twice
    this.#listeners.add(one);
    return () => void this.#listeners.delete(one);
  }

  /** Tells the listeners, at once or, after a change in this very frame, in the next. */
  changed() {
    this.#snapshot = undefined;
    if (this.#telling || !this.#listeners.size) return;
    this.#telling = true;
    const wait = this.#told + FRAME - performance.now();
    // No animation frame: a hidden page has none.
    if (wait > 0) setTimeout(() => this.#tell(), wait);
    else queueMicrotask(() => this.#tell());
  }

  #tell() {
    this.#telling = false;
    this.#told = performance.now();
    for (const listener of this.#listeners) call(listener);
  }
}
