/**
 * The application's files, by the version that was judged. Here they are in
 * memory; in a database, version_id is a primary key, and a verdict that comes
 * again changes nothing: INSERT … ON CONFLICT (version_id) DO NOTHING.
 */
export const files = new Map();

/** Keep a file. Resolves to false if it is there already. */
export async function save(versionId, file) {
  if (files.has(versionId)) return false;
  files.set(versionId, file);
  return true;
}
