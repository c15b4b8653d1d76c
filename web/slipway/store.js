import { call } from "./callbacks.js";

/** Milliseconds between two calls of the listeners: a frame. */
const FRAME = 16;

/**
 * A snapshot and its subscribers, as in React's useSyncExternalStore.
 * @template Snapshot
 * @param {() => Snapshot} take returns a new snapshot
 */
export function store(take) {
  /** @type {Snapshot | undefined} */
  let taken;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} not requestAnimationFrame, which hidden pages do not call */
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
      const one = () => listener(); // a listener may subscribe twice
      listeners.add(one);
      return () => void listeners.delete(one);
    },

    /** Drops the snapshot and calls the listeners, soon or in the next frame. */
    changed() {
      taken = undefined;
      if (listeners.size) telling ??= setTimeout(tell, told + FRAME - performance.now());
    },
  };
}
