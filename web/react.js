import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { upload } from "./slipway.js";

/** @import { Options, Snapshot, Uploads } from './slipway.js' */

/**
 * Returns a component's uploads, and rerenders the component when they change.
 * Start uploads with `uploads.add(files)`. They continue after the component is
 * unmounted.
 * @param {Options} [options] functions may change in each render, other options are those of the first
 * @returns {{uploads: Uploads, snapshot: Snapshot}} uploads is the same object in each render
 */
export function useUploads(options = {}) {
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [uploads] = useState(() =>
    upload([], {
      ...options,
      headers: () => latest.current.headers?.() ?? {},
      metadata: (file) => latest.current.metadata?.(file),
      onChange: (one) => latest.current.onChange?.(one),
    }),
  );
  return { uploads, snapshot: useSyncExternalStore(uploads.subscribe, uploads.snapshot, uploads.snapshot) };
}
