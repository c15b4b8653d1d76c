import { call } from "./callbacks.js";

/** Milliseconds of a frame: listeners are called no more often. */
const FRAME = 16;

/**
 * A snapshot that others subscribe to, as React's useSyncExternalStore wants it.
 * @template Snapshot
 * @param {() => Snapshot} take
 */
export function store(take) {
  /** @type {Snapshot | undefined} */
  let taken;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  let told = -FRAME;
  let telling = false;

  function tell() {
    telling = false;
    told = performance.now();
    for (const listener of listeners) call(listener);
  }

  return {
    snapshot: () => (taken ??= take()),

    /** @param {() => void} listener */
    subscribe(listener) {
      const one = () => listener(); // the same function may subscribe twice
      listeners.add(one);
      return () => void listeners.delete(one);
    },

    /** Tells the listeners, at once or, after a change in this very frame, in the next. */
    changed() {
      taken = undefined;
      if (telling || !listeners.size) return;
      telling = true;
      const wait = told + FRAME - performance.now();
      // No animation frame: a hidden page has none.
      if (wait > 0) setTimeout(tell, wait);
      else queueMicrotask(tell);
    },
  };
}
