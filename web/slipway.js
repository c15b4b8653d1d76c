/**
 * Uploads files from a browser straight to S3, with forms and URLs that a Slipway
 * API signs.
 *
 *     const uploads = upload(input.files, { api: 'https://abc.execute-api.eu-central-1.amazonaws.com' });
 *     for (const { done } of uploads.files) done.then(({ key }) => console.log(key), (error) => alert(error.message));
 */
import { apiAt } from "./slipway/api.js";
import { askRules } from "./slipway/rules.js";

export { upload } from "./slipway/call.js";
export { ApiError, NetworkError, RejectedError, S3Error, UnreadableFileError, UploadError } from "./slipway/errors.js";
export { forgetAll } from "./slipway/memory.js";

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
export async function rules({ api = "", headers = () => ({}), profile = "", input } = {}) {
  const found = await askRules(apiAt(api, headers), profile);
  if (input) input.accept = found.accept;
  return found;
}
