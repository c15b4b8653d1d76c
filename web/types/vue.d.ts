import type { ShallowRef } from 'vue';
import type { Options, Snapshot, Uploads } from './slipway.js';
/** @import { ShallowRef } from 'vue' */
/** @import { Options, Snapshot, Uploads } from './slipway.js' */
/**
 * Returns a component's uploads, and a ref to their snapshot. Start uploads with
 * `uploads.add(files)`. They continue after the component is unmounted.
 * @param {Options} [options]
 * @returns {{uploads: Uploads, snapshot: Readonly<ShallowRef<Snapshot>>}}
 */
export declare function useUploads(options?: Options): {
    uploads: Uploads;
    snapshot: Readonly<ShallowRef<Snapshot>>;
};
