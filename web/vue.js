import { getCurrentScope, onScopeDispose, shallowRef } from "vue";
import { upload } from "./slipway.js";

/** @import { ShallowRef } from 'vue' */
/** @import { Options, Snapshot, Uploads } from './slipway.js' */

/**
 * Returns the uploads of a component, and a ref to their snapshot. They start with
 * `uploads.add(files)`, and continue when the component is unmounted.
 * @param {Options} [options]
 * @returns {{uploads: Uploads, snapshot: Readonly<ShallowRef<Snapshot>>}}
 */
export function useUploads(options) {
  const uploads = upload([], options);
  const snapshot = shallowRef(uploads.snapshot());
  const stop = uploads.subscribe(() => (snapshot.value = uploads.snapshot()));
  if (getCurrentScope()) onScopeDispose(stop);
  return { uploads, snapshot };
}
