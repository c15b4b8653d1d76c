/** @import { Entry } from './source.js' */

/** Options and their types. */
const OPTIONS = {
  api: "string",
  headers: "function",
  profile: "string",
  until: "string",
  metadata: "function",
  paths: "boolean",
  sha256: "boolean",
  threshold: "number",
  tries: "number",
  onChange: "function",
  signal: "object",
};

/** What a file may have of its own. */
const OWN = { type: "string", profile: "string", until: "string", metadata: "object", path: "string" };

/** @param {unknown} value */
const kindOf = (value) => Object.prototype.toString.call(value).slice(8, -1); // instanceof does not know the files of other frames

/** @param {string} words */
const wrong = (words) => new TypeError(`upload() takes ${words}.`);

/**
 * @param {any} options
 * @param {Record<string, string>} types
 */
function checkTypes(options, types) {
  for (const [name, type] of Object.entries(types)) {
    const value = options[name];
    if (value !== undefined && (typeof value !== type || value !== value)) throw wrong(`a ${type} as ${name}`);
  }
  if (!["stored", "accepted", undefined].includes(options.until)) throw wrong("'stored' or 'accepted' as until");
}

/**
 * Checks what a page gives to upload(), before anything starts.
 * @param {Iterable<File | Entry>} given
 * @param {object} options
 * @returns {Entry[]}
 * @throws {TypeError}
 */
export function check(given, options) {
  if (Object(options) !== options) throw wrong("its options in an object");
  checkTypes(options, OPTIONS);
  if (Object(given) !== given || !given[Symbol.iterator]) throw wrong("a list of files, such as input.files or [file]");
  return Array.from(given, (one) => {
    const entry = /** @type {Entry} */ (kindOf(one) === "Object" && "file" in one ? one : { file: one });
    const kind = kindOf(entry.file);
    if (kind !== "File" && kind !== "Blob") throw wrong(`files in its list, and no ${kind}`);
    if (typeof entry.file.name !== "string") throw wrong("no Blob without a name, but a new File([blob], 'photo.png')");
    checkTypes(entry, OWN);
    return entry;
  });
}
