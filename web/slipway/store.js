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
  /** @type {ReturnType<typeof setTimeout> | undefined} no animation frame: a hidden page has none */
  let telling;
  let told = 0;

  function tell() {
    telling = undefined;
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
      if (listeners.size) telling ??= setTimeout(tell, told + FRAME - performance.now());
    },
  };
}
