/**
 * What was dropped: the files, and how many folders, which this page does not open.
 * Must be called during the drop event: the browser empties the list after it.
 * @param {DataTransfer} transfer
 * @returns {{files: File[], folders: number}}
 */
export function dropped(transfer) {
  /** @type {File[]} */
  const files = [];
  let folders = 0;
  for (const item of transfer.items) {
    if (item.kind !== "file") continue;
    const file = item.getAsFile();
    // A folder also pretends to be a file; only its entry tells.
    if (item.webkitGetAsEntry()?.isDirectory) folders++;
    else if (file) files.push(file);
  }
  return { files, folders };
}
