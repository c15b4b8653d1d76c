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
 * Returns what the API accepts. upload() fetches the same rules, and refuses at
 * once what the API would refuse; a page that calls this first saves the first
 * upload a request.
 * @param {Pick<Options, 'api' | 'headers' | 'profile'> & {input?: HTMLInputElement}} [options] sets
 *   input.accept
 * @returns {Promise<Rules>}
 */
export declare function rules({ api, headers, profile, input }?: Pick<Options, 'api' | 'headers' | 'profile'> & {
    input?: HTMLInputElement;
}): Promise<Rules>;
