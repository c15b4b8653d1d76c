import type { Options, Snapshot, Uploads } from './slipway.js';
/** @import { Options, Snapshot, Uploads } from './slipway.js' */
/**
 * Returns a component's uploads, and rerenders the component when they change.
 * Start uploads with `uploads.add(files)`. They continue after the component is
 * unmounted.
 * @param {Options} [options] functions may change in each render, other options are those of the first
 * @returns {{uploads: Uploads, snapshot: Snapshot}} uploads is the same object in each render
 */
export declare function useUploads(options?: Options): {
    uploads: Uploads;
    snapshot: Snapshot;
};
