import { call } from "./callbacks.js";

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
 * @property {number} size of the file: Chromium asks the disk each time, and the page waits
 * @property {string} type as it is: the server decides, alike for every uploader
 * @property {string | undefined} profile
 * @property {'stored' | 'accepted'} until
 * @property {string} path "" for none
 * @property {Record<string, string>} metadata
 * @property {unknown} mistake of the page, with which the upload cannot begin
 */

/**
 * @param {Entry} entry
 * @param {object} options of the call
 * @param {string} [options.profile]
 * @param {'stored' | 'accepted'} [options.until]
 * @param {(file: File) => Record<string, string> | null | undefined} [options.metadata]
 * @param {boolean} [options.paths]
 * @returns {Source}
 */
export function sourceOf(entry, { profile, until = "stored", metadata, paths }) {
  const { file } = entry;
  const path = entry.path ?? (file.webkitRelativePath || "");
  /** @type {Source} */
  const source = {
    file,
    size: file.size,
    type: entry.type ?? file.type,
    profile: (entry.profile ?? profile) || undefined,
    until: entry.until ?? until,
    path,
    metadata: {},
    mistake: undefined,
  };
  const given = entry.metadata ?? call(() => metadata?.(file)) ?? {};
  try {
    if (typeof given !== "object" || "then" in given)
      throw new TypeError("metadata() must return an object, and no promise.");
    // As it is now: the next file's may be the same object.
    source.metadata = JSON.parse(JSON.stringify(paths && path ? { path, ...given } : given));
  } catch (error) {
    source.mistake = error;
  }
  return source;
}
