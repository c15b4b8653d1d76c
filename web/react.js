import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { upload } from "./slipway.js";

/** @import { Options, Snapshot, Uploads } from './slipway.js' */

/**
 * The uploads of a component, which begin when it calls `uploads.add(files)`,
 * and go on when it is unmounted.
 * @param {Options} [options] of its functions, those of the last render are called; the rest is that of the first
 * @returns {{uploads: Uploads, snapshot: Snapshot}} uploads: the same in each render
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
