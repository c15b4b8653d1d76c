/**
 * What localStorage keeps of an upload in parts, so that it resumes after the
 * page was closed, reloaded or has crashed. It has no list of parts: S3 is
 * asked. It has no filename in clear: localStorage outlives a sign-out, and
 * other people may use the same computer.
 */
import { digest } from "./sha256.js";

/**
 * @typedef {object} Session a multipart upload
 * @property {string} key
 * @property {string} uploadId
 * @property {number} partSize in bytes, of all parts but the last
 * @property {string} [at] when it was remembered, in milliseconds since 1970
 */

/** Milliseconds. The bucket's lifecycle rule aborts uploads after a day. With a wrong clock, an upload starts again. */
const KEPT = 2 * 86_400_000;

const PREFIX = "slipway:";

/** Characters of a fingerprint that name its entry. The others are not stored, and mask the session. */
const NAME = 22;
const NAMES = RegExp(`^${PREFIX}[\\w+/]{${NAME}}$`);

/** An entry: when it was written, and the masked session. */
const ENTRY = /^(\d{13}) ([\w+/]+=*)$/;

/**
 * @param {unknown} identity what tells one upload from another
 * @returns {Promise<string> | string} its digest; "" on pages without HTTPS, which remember nothing
 */
export function fingerprint(identity) {
  return crypto.subtle ? digestOf(identity) : "";
}

/** @param {unknown} value */
const digestOf = (value) => digest(new TextEncoder().encode(JSON.stringify(value)));

/**
 * @param {string} fingerprint
 * @returns {Promise<Session | undefined>} undefined also if the entry is not this client's
 */
export async function recall(fingerprint) {
  try {
    const [, at, masked] = read(localStorage, nameOf(fingerprint));
    return { ...JSON.parse(decodeURIComponent(await mask(atob(masked), fingerprint, at))), at };
  } catch {
    return undefined;
  }
}

/**
 * @param {string} fingerprint
 * @param {Session} session
 */
export async function remember(fingerprint, session) {
  const now = Date.now();
  session.at = String(now);
  const masked = btoa(await mask(encodeURIComponent(JSON.stringify(session)), fingerprint, session.at));
  storage((items) => {
    for (const name of names(items)) if (Math.abs(now - read(items, name)[1]) > KEPT) items.removeItem(name);
    items.setItem(nameOf(fingerprint), `${now} ${masked}`);
  });
}

/**
 * Forgets an upload, unless a later one of the same file has replaced it.
 * @param {string} fingerprint
 * @param {Session} session
 */
export function forget(fingerprint, { at = "" }) {
  storage((items) => {
    const name = nameOf(fingerprint);
    if (read(items, name)[1] === at) items.removeItem(name);
  });
}

/**
 * Forgets all uploads that this browser could resume, of every user and page of
 * this origin: for sign-out. Running uploads continue. Other entries of
 * localStorage are not touched.
 */
export function forgetAll() {
  storage((items) => {
    for (const name of names(items)) items.removeItem(name);
  });
}

/**
 * When each unfinished upload was started that resumes once its file is chosen again.
 * @returns {Promise<Date[]>}
 */
export async function unfinished() {
  const locks = await navigator.locks?.query(); // held by the pages that send one now
  const sent = locks?.held?.map(({ name }) => name) ?? [];
  const now = Date.now();
  /** @type {Date[]} */
  const waiting = [];
  storage((items) => {
    for (const name of names(items)) {
      const begun = Number(read(items, name)[1]);
      if (!sent.includes(name) && now - begun < KEPT) waiting.push(new Date(begun));
    }
  });
  return waiting;
}

/** @param {string} fingerprint */
const nameOf = (fingerprint) => PREFIX + fingerprint.slice(0, NAME);

/** @param {Storage} items */
const names = (items) => Object.keys(items).filter((name) => NAMES.test(name) && read(items, name)[1]);

/**
 * @param {Storage} items
 * @param {string} name
 * @returns {any[]} the groups of ENTRY; none if the entry is not this client's
 */
const read = (items, name) => ENTRY.exec(items[name]) ?? [];

/**
 * Masks or unmasks a session: XOR with SHA-256 in counter mode. Each upload has a
 * mask of its own: two of one file never start in the same millisecond.
 * @param {string} text one byte per character
 * @param {string} fingerprint
 * @param {string} at
 */
async function mask(text, fingerprint, at) {
  let stream = "";
  while (stream.length < text.length) stream += atob(await digestOf([fingerprint.slice(NAME), at, stream.length]));
  return text.replace(/[^]/g, (byte, i) => String.fromCharCode(byte.charCodeAt(0) ^ stream.charCodeAt(i)));
}

/** @param {(items: Storage) => void} use */
function storage(use) {
  try {
    use(localStorage);
  } catch {
    // forbidden or full: the upload works without
  }
}

/**
 * Runs a job with a lock on its fingerprint, over all pages of this origin.
 * @template T
 * @param {string} fingerprint
 * @param {(lock: Lock | null) => Promise<T>} job gets null if the lock is held: two must not resume one upload
 * @returns {Promise<T>}
 */
export function exclusively(fingerprint, job) {
  return fingerprint ? navigator.locks.request(nameOf(fingerprint), { ifAvailable: true }, job) : job(null);
}
