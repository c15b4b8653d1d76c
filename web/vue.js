import { getCurrentScope, onScopeDispose, shallowRef } from "vue";
import { upload } from "./slipway.js";

/** @import { ShallowRef } from 'vue' */
/** @import { Options, Snapshot, Uploads } from './slipway.js' */

/**
 * Returns a component's uploads, and a ref to their snapshot. Start uploads with
 * `uploads.add(files)`. They continue after the component is unmounted.
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
