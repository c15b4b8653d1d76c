export { upload } from "./slipway/call.js";
export { ApiError, NetworkError, RejectedError, S3Error, UnreadableFileError, UploadError } from "./slipway/errors.js";
export { forgetAll } from "./slipway/memory.js";
export type Entry = import('./slipway/source.js').Entry;
export type State = import('./slipway/upload.js').State;
export type Stored = import('./slipway/upload.js').Stored;
export type Rules = import('./slipway/rules.js').Rules;
export type FileSnapshot = import('./slipway/upload.js').FileSnapshot;
export type Upload = import('./slipway/upload.js').Upload;
export type Options = import('./slipway/call.js').Options;
export type Snapshot = import('./slipway/call.js').Snapshot;
export type Uploads = import('./slipway/call.js').Uploads;
/** @typedef {import('./slipway/source.js').Entry} Entry */
/** @typedef {import('./slipway/upload.js').State} State */
/** @typedef {import('./slipway/upload.js').Stored} Stored */
/** @typedef {import('./slipway/rules.js').Rules} Rules */
/** @typedef {import('./slipway/upload.js').FileSnapshot} FileSnapshot */
/** @typedef {import('./slipway/upload.js').Upload} Upload */
/** @typedef {import('./slipway/call.js').Options} Options */
/** @typedef {import('./slipway/call.js').Snapshot} Snapshot */
/** @typedef {import('./slipway/call.js').Uploads} Uploads */
/**
 * Returns what the API accepts, and sets `input.accept`, if an input is given.
 * upload() refuses files by the same rules, before it sends them. The rules are
 * cached until a form would expire.
 * @param {Pick<Options, 'api' | 'headers' | 'profile'> & {input?: HTMLInputElement}} [options]
 * @returns {Promise<Rules>}
 */
export declare function rules({ api, headers, profile, input }?: Pick<Options, 'api' | 'headers' | 'profile'> & {
    input?: HTMLInputElement;
}): Promise<Rules>;
