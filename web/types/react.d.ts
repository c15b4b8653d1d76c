import type { Options, Snapshot, Uploads } from './slipway.js';
/** @import { Options, Snapshot, Uploads } from './slipway.js' */
/**
 * Returns the uploads of a component, and rerenders it when they change. They
 * start with `uploads.add(files)`, and continue when the component is unmounted.
 * @param {Options} [options] those of the first render; of the functions, those of the last render are called
 * @returns {{uploads: Uploads, snapshot: Snapshot}} uploads is the same object in each render
 */
export declare function useUploads(options?: Options): {
    uploads: Uploads;
    snapshot: Snapshot;
};
