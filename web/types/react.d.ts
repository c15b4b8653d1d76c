import type { Options, Snapshot, Uploads } from './slipway.js';
/** @import { Options, Snapshot, Uploads } from './slipway.js' */
/**
 * The uploads of a component, which begin when it calls `uploads.add(files)`,
 * and go on when it is unmounted.
 * @param {Options} [options] of its functions, those of the last render are called; the rest is that of the first
 * @returns {{uploads: Uploads, snapshot: Snapshot}} uploads: the same in each render
 */
export declare function useUploads(options?: Options): {
    uploads: Uploads;
    snapshot: Snapshot;
};
