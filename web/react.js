import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { upload } from "./slipway.js";

/** @import { Options, Snapshot, Uploads } from './slipway.js' */

/**
 * Returns the uploads of a component, and rerenders it when they change. They
 * start with `uploads.add(files)`, and continue when the component is unmounted.
 * @param {Options} [options] those of the first render; of the functions, those of the last render are called
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
