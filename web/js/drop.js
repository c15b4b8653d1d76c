/** @typedef {{file: File, path?: string}} Entry */

/**
 * Returns what was dropped or pasted: the files, and those in folders with their
 * paths. Call it during the event: the browser empties the list afterwards.
 * @param {DataTransfer} transfer
 * @returns {Promise<{entries: Entry[], unreadable: number}>}
 */
export async function dropped(transfer) {
  const roots = [...transfer.items]
    .filter((item) => item.kind === "file")
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() })); // a folder also has a File
  /** @type {Entry[]} */
  const entries = [];
  let unreadable = 0;
  for (const { entry, file } of roots) {
    if (entry?.isDirectory) unreadable += await walk(/** @type {FileSystemDirectoryEntry} */ (entry), entries);
    else if (file) entries.push({ file });
  }
  return { entries, unreadable };
}

/**
 * @param {FileSystemDirectoryEntry} folder
 * @param {Entry[]} entries to add its files to, and those in its folders
 * @returns {Promise<number>} entries that could not be read
 */
async function walk(folder, entries) {
  const children = await contents(folder).catch(() => undefined);
  if (!children) return 1;
  let unreadable = 0;
  for (const child of children) {
    if (child.isDirectory) {
      unreadable += await walk(/** @type {FileSystemDirectoryEntry} */ (child), entries);
      continue;
    }
    const file = await fileOf(/** @type {FileSystemFileEntry} */ (child)).catch(() => undefined);
    if (file) entries.push({ file, path: child.fullPath.slice(1) });
    else unreadable++;
  }
  return unreadable;
}

/** @param {FileSystemFileEntry} entry */
const fileOf = (entry) => new Promise((/** @type {FileCallback} */ resolve, reject) => entry.file(resolve, reject));

/** @param {FileSystemDirectoryEntry} folder */
async function contents(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const all = [];
  for (;;) {
    // Chromium returns a hundred at a time.
    const some = await new Promise((/** @type {FileSystemEntriesCallback} */ resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (!some.length) return all;
    all.push(...some);
  }
}
