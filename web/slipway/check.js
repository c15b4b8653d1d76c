/** Options and their types. */
const TYPES = {
  api: "string",
  headers: "function",
  profile: "string",
  metadata: "function",
  sha256: "boolean",
  threshold: "number",
  tries: "number",
  onChange: "function",
  signal: "object",
};

/**
 * Checks what a page gives to upload(), before anything starts.
 * @param {Iterable<File>} given
 * @param {object} options
 * @returns {File[]}
 * @throws {TypeError}
 */
export function check(given, options) {
  const wrong = (/** @type {string} */ words) => new TypeError(`upload() takes ${words}.`);
  if (Object(options) !== options) throw wrong("its options in an object");
  for (const [name, type] of Object.entries(TYPES)) {
    const value = /** @type {any} */ (options)[name];
    if (value !== undefined && (typeof value !== type || value !== value)) throw wrong(`a ${type} as ${name}`);
  }
  const files = Array.from(given ?? []);
  if (!files.length) throw wrong("a list of one or more files, such as input.files or [file]");
  for (const file of files) {
    const kind = Object.prototype.toString.call(file).slice(8, -1); // instanceof does not know the files of other frames
    if (kind !== "File" && kind !== "Blob") throw wrong(`files in its list, and no ${kind}`);
    if (typeof file.name !== "string") throw wrong("no Blob without a name, but a new File([blob], 'photo.png')");
  }
  return files;
}
