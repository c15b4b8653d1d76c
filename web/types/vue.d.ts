import type { ShallowRef } from 'vue';
import type { Options, Snapshot, Uploads } from './slipway.js';
/** @import { ShallowRef } from 'vue' */
/** @import { Options, Snapshot, Uploads } from './slipway.js' */
/**
 * The uploads of a component, which begin when it calls `uploads.add(files)`,
 * and go on when it is unmounted.
 * @param {Options} [options]
 * @returns {{uploads: Uploads, snapshot: Readonly<ShallowRef<Snapshot>>}}
 */
export declare function useUploads(options?: Options): {
    uploads: Uploads;
    snapshot: Readonly<ShallowRef<Snapshot>>;
};
