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
 * @property {string} name
 * @property {number} size
 * @property {string} type as it is: the server decides, alike for every uploader
 * @property {string} profile "" for none
 * @property {'stored' | 'accepted'} until
 * @property {string} path "" for none
 * @property {Record<string, string>} metadata
 * @property {unknown} [mistake] of the page, with which the upload cannot begin
 */

/** @param {string} words */
const wrong = (words) => new TypeError(`upload() takes ${words}.`);

/** @param {unknown} value */
const kindOf = (value) => Object.prototype.toString.call(value).slice(8, -1); // instanceof does not know the files of other frames

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
  for (const [name, value] of Object.entries(given)) {
    const type = typeof all[name];
    if (value === undefined) continue;
    if (name in all && (typeof value !== type || value !== value)) throw wrong(`a ${type} as ${name}`);
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
  return Array.from(given, (one) => {
    const entry = /** @type {Entry} */ (kindOf(one) === "Object" && "file" in one ? one : { file: one });
    const { file } = entry;
    const kind = kindOf(file);
    if (kind !== "File" && kind !== "Blob") throw wrong(`files in its list, and no ${kind}`);
    const { name, size, type, webkitRelativePath: path = "" } = file;
    if (typeof name !== "string") throw wrong("no Blob without a name, but a new File");
    /** @type {Source} */
    const all = { ...withDefaults(entry, { type, profile, until, path, metadata: {} }), file, name, size };
    const own = entry.metadata ?? call(() => metadata(file)) ?? {};
    try {
      if (typeof own !== "object" || "then" in own)
        throw new TypeError("metadata() must return an object, and no promise.");
      // As it is now: the next file's may be the same object.
      all.metadata = JSON.parse(JSON.stringify(paths && all.path ? { path: all.path, ...own } : own));
    } catch (error) {
      all.mistake = error;
    }
    return all;
  });
}
