import { call } from "./callbacks.js";

/** @import { Options } from './call.js' */

/**
 * A file with options of its own.
 * @typedef {object} Entry
 * @property {File} file
 * @property {string} [type] default: the browser's
 * @property {string} [profile] default: the call's
 * @property {'stored' | 'accepted'} [until] default: the call's
 * @property {Record<string, string>} [metadata] default: what the call's function returns
 * @property {string} [path] for the option `paths`; default: the file's webkitRelativePath
 */

/**
 * A file with its options, as they were when it was passed to upload().
 * @typedef {object} Source
 * @property {File} file
 * @property {FileRequest} request
 * @property {'stored' | 'accepted'} until
 * @property {string} path "" for none
 * @property {unknown} [mistake] an error of the page, with which the upload fails
 */

/**
 * The description of a file in a request to the API.
 * @typedef {object} FileRequest
 * @property {string} name
 * @property {number} size
 * @property {string} type as the browser has it: the API normalizes it
 * @property {string} profile "" for none
 * @property {Record<string, string>} metadata
 */

/** @param {string} words */
export const wrong = (words) => new TypeError(`upload() takes ${words}.`);

/**
 * Returns the options with their defaults. Each must have its default's type.
 * @template {object} Defaults
 * @param {object} given
 * @param {Defaults} defaults
 * @returns {Defaults}
 * @throws {TypeError}
 */
export function withDefaults(given, defaults) {
  if (Object(given) !== given) throw wrong("its options in an object");
  const all = /** @type {any} */ ({ ...defaults });
  for (const name in defaults) {
    const value = /** @type {Defaults} */ (given)[name];
    if (value === undefined) continue;
    if (typeof value !== typeof all[name] || value !== value) throw wrong(`a ${typeof all[name]} as ${name}`);
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
    // instanceof is false for a file of another frame.
    const kind = Object.prototype.toString.call(file).slice(8, -1);
    // A Blob with a name is fine, too.
    if (!/^(File|Blob)$/.test(kind) || typeof file.name !== "string") throw wrong(`files in its list, and no ${kind}`);
    const { name, size, type, webkitRelativePath = "" } = file;
    const defaults = { type, profile, until, path: webkitRelativePath, metadata: {} };
    const { path, until: own, ...rest } = withDefaults(entry, defaults);
    /** @type {Source} */
    const source = { file, request: { name, size, ...rest }, until: own, path };
    const data = entry.metadata ?? call(() => metadata(file)) ?? {};
    try {
      if (typeof data !== "object" || "then" in data) throw wrong("metadata in an object, and no promise");
      // A copy: the page may reuse the object for the next file.
      source.request.metadata = JSON.parse(JSON.stringify(paths && path ? { path, ...data } : data));
    } catch (error) {
      source.mistake = error;
    }
    return source;
  });
}
