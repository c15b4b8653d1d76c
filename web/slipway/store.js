import { call } from "./callbacks.js";

/** Minimum milliseconds between two calls of the listeners: one frame. */
const FRAME = 16;

/**
 * Returns a snapshot and its subscribers, as React's useSyncExternalStore expects them.
 * @template Snapshot
 * @param {() => Snapshot} take returns a new snapshot
 */
export function store(take) {
  /** @type {Snapshot | undefined} */
  let taken;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} hidden pages do not run requestAnimationFrame */
  let timer;
  let notified = 0;

  function notify() {
    timer = undefined;
    notified = performance.now();
    for (const listener of listeners) call(listener);
  }

  return {
    snapshot: () => (taken ??= take()),

    /** @param {() => void} listener */
    subscribe(listener) {
      const one = () => listener(); // so that a listener may subscribe twice
      listeners.add(one);
      return () => void listeners.delete(one);
    },

    /** Drops the snapshot, and calls the listeners within a frame. */
    changed() {
      taken = undefined;
      if (listeners.size) timer ??= setTimeout(notify, notified + FRAME - performance.now());
    },
  };
}
