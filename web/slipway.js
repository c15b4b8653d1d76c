/**
 * Uploads files from a browser straight to S3, with forms and URLs that a Slipway
 * API signs.
 *
 *     const uploads = upload(input.files, { api: 'https://abc.execute-api.eu-central-1.amazonaws.com' });
 *     for (const one of uploads.files) one.done.then(({ key }) => console.log(key), (error) => alert(error.message));
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
 * Returns what the API accepts. upload() fetches the same rules, and refuses at
 * once what the API would refuse; a page that calls this first saves the first
 * upload a request.
 * @param {Pick<Options, 'api' | 'headers' | 'profile'> & {input?: HTMLInputElement}} [options] sets
 *   input.accept
 * @returns {Promise<Rules>}
 */
export async function rules({ api = "", headers = () => ({}), profile = "", input } = {}) {
  const found = await askRules(apiAt(api, headers), profile);
  if (input) input.accept = found.accept;
  return found;
}
