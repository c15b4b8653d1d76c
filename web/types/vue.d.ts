import type { ShallowRef } from 'vue';
import type { Options, Snapshot, Uploads } from './slipway.js';
/** @import { ShallowRef } from 'vue' */
/** @import { Options, Snapshot, Uploads } from './slipway.js' */
/**
 * Returns the uploads of a component, and a ref to their snapshot. They start with
 * `uploads.add(files)`, and continue when the component is unmounted.
 * @param {Options} [options]
 * @returns {{uploads: Uploads, snapshot: Readonly<ShallowRef<Snapshot>>}}
 */
export declare function useUploads(options?: Options): {
    uploads: Uploads;
    snapshot: Readonly<ShallowRef<Snapshot>>;
};
