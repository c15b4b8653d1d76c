import { call } from "./callbacks.js";

/** @import { Options } from './call.js' */

/**
 * A file with its own options.
 * @typedef {object} Entry
 * @property {File} file The file to upload.
 * @property {string} [type] The file's media type. Default: the browser's.
 * @property {string} [profile] The API's profile for this file. Default: that of the call.
 * @property {'stored' | 'accepted'} [until] When this file's `done` resolves. Default: as for the call.
 * @property {Record<string, string>} [metadata] The file's metadata. Default: what the call's `metadata` returns.
 * @property {string} [path] The path that the option `paths` stores. Default: the file's webkitRelativePath.
 */

/**
 * A file with all its options, copied when it was passed to upload().
 * @typedef {object} Source
 * @property {File} file
 * @property {FileRequest} request
 * @property {'stored' | 'accepted'} until
 * @property {string} path "" for none
 * @property {unknown} [mistake] an error of the page's code, with which the upload fails
 */

/**
 * The description of a file in a request to the API.
 * @typedef {object} FileRequest
 * @property {string} name
 * @property {number} size
 * @property {string} type as declared: the API normalizes it
 * @property {string} profile "" for none
 * @property {Record<string, string>} metadata
 */

/** @param {string} expected */
export const wrong = (expected) => new TypeError(`upload() takes ${expected}.`);

/**
 * Returns the options with defaults for those missing. Each must have its default's type.
 * @template {object} Defaults
 * @param {object} given
 * @param {Defaults} defaults
 * @returns {Defaults}
 * @throws {TypeError}
 */
export function withDefaults(given, defaults) {
  if (Object(given) !== given) throw wrong("options as an object");
  const all = /** @type {any} */ ({ ...defaults });
  for (const name in defaults) {
    const value = /** @type {Defaults} */ (given)[name];
    if (value === undefined) continue;
    if (typeof value !== typeof all[name] || value !== value) throw wrong(`${name} of type ${typeof all[name]}`);
    all[name] = value;
  }
  if (!/^(stored|accepted)$/.test(all.until)) throw wrong("'stored' or 'accepted' as until");
  return all;
}

/**
 * Checks and copies the files of a call, before anything starts.
 * @param {Iterable<File | Entry>} given
 * @param {Required<Pick<Options, 'profile' | 'until' | 'metadata' | 'paths'>>} options
 * @returns {Source[]}
 * @throws {TypeError}
 */
export function sourcesOf(given, { profile, until, metadata, paths }) {
  const list = /** @type {any} */ (given);
  if (!list || !(list[Symbol.iterator] || list.length >= 0)) throw wrong("a list of files, such as input.files");
  return Array.from(list, (one) => {
    /** @type {Entry} */
    const entry = one?.file ? one : { file: one };
    const { file } = entry;
    // Not instanceof, which is false for files of another frame.
    const kind = Object.prototype.toString.call(file).slice(8, -1);
    // A Blob with a name is accepted, too.
    if (!/^(File|Blob)$/.test(kind) || typeof file.name !== "string") throw wrong(`files, not ${kind}`);
    const { name, size, type, webkitRelativePath = "" } = file;
    const defaults = { type, profile, until, path: webkitRelativePath, metadata: {} };
    const { path, until: own, ...rest } = withDefaults(entry, defaults);
    /** @type {Source} */
    const source = { file, request: { name, size, ...rest }, until: own, path };
    const data = entry.metadata ?? call(() => metadata(file)) ?? {};
    try {
      if (typeof data !== "object" || "then" in data) throw wrong("metadata as an object, not a promise");
      // A copy: the page may reuse the object for the next file.
      source.request.metadata = JSON.parse(JSON.stringify(paths && path ? { path, ...data } : data));
    } catch (error) {
      source.mistake = error;
    }
    return source;
  });
}
