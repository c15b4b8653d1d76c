import { call } from "./callbacks.js";

/** @import { Options } from './call.js' */

/**
 * A file with options of its own.
 * @typedef {object} Entry
 * @property {File} file
 * @property {string} [type] instead of the browser's
 * @property {string} [profile] instead of the call's
 * @property {'stored' | 'accepted'} [until] instead of the call's
 * @property {Record<string, string>} [metadata] instead of what the function of the call returns
 * @property {string} [path] the file's path, for `paths`; without it, its webkitRelativePath
 */

/**
 * What is uploaded, as it was when it was given.
 * @typedef {object} Source
 * @property {File} file
 * @property {FileRequest} request
 * @property {'stored' | 'accepted'} until
 * @property {string} path "" for none
 * @property {unknown} [mistake] of the page, with which the upload cannot begin
 */

/**
 * What the API is told of a file.
 * @typedef {object} FileRequest
 * @property {string} name
 * @property {number} size
 * @property {string} type as it is: the server decides, alike for every uploader
 * @property {string} profile "" for none
 * @property {Record<string, string>} metadata
 */

/** @param {string} words */
export const wrong = (words) => new TypeError(`upload() takes ${words}.`);

/**
 * Checks the types of options, by those of their defaults.
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
 * Checks what a page gives to upload(), before anything starts.
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
    // instanceof does not know the files of other frames
    const kind = Object.prototype.toString.call(file).slice(8, -1);
    // A Blob may have a name, too.
    if (!/^(File|Blob)$/.test(kind) || typeof file.name !== "string") throw wrong(`files in its list, and no ${kind}`);
    const { name, size, type, webkitRelativePath = "" } = file;
    const defaults = { type, profile, until, path: webkitRelativePath, metadata: {} };
    const { path, until: own, ...rest } = withDefaults(entry, defaults);
    /** @type {Source} */
    const source = { file, request: { name, size, ...rest }, until: own, path };
    const data = entry.metadata ?? call(() => metadata(file)) ?? {};
    try {
      if (typeof data !== "object" || "then" in data) throw wrong("metadata in an object, and no promise");
      // As it is now: the next file's may be the same object.
      source.request.metadata = JSON.parse(JSON.stringify(paths && path ? { path, ...data } : data));
    } catch (error) {
      source.mistake = error;
    }
    return source;
  });
}
