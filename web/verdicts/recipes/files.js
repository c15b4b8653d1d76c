/**
 * The application's files, by the version that was judged. Here they are in
 * memory; in a database, version_id is a primary key. A verdict that comes again
 * changes nothing; a rejection that comes after an acceptance counts, as of a
 * later malware scan: INSERT … ON CONFLICT (version_id) DO UPDATE SET accepted =
 * false, reason = excluded.reason WHERE accepted AND NOT excluded.accepted.
 */
export const files = new Map();

/** Keep a file. Resolves to false if nothing changes. */
export async function save(versionId, file) {
  const kept = files.get(versionId);
  if (kept && (file.accepted || !kept.accepted)) return false;
  files.set(versionId, file);
  return true;
}
