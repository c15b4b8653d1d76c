/**
 * Remembers uploads in parts in localStorage, so that they resume after the page
 * was closed, reloaded or has crashed. The parts are not remembered: S3 lists
 * them. File names are masked: localStorage outlives a sign-out, and other people
 * may use the same computer.
 */
import { digest } from "./sha256.js";

/**
 * @typedef {object} Session a multipart upload
 * @property {string} key
 * @property {string} uploadId
 * @property {number} partSize in bytes, of all parts but the last
 * @property {string} [at] when it was remembered, in milliseconds since 1970
 */

/** Milliseconds. The bucket's lifecycle rule aborts an upload after one day, rounded up to midnight UTC. */
const KEPT = 2 * 86_400_000;

const PREFIX = "slipway:";

/** How many characters of a fingerprint name its entry. The others are not stored: they are the key of its mask. */
const NAME = 22;
const NAMES = RegExp(`^${PREFIX}[\\w+/]{${NAME}}$`);

/** Matches an entry: when it was written, and the masked session. */
const ENTRY = /^(\d{13}) ([\w+/]+=*)$/;

/**
 * @param {unknown} identity JSON that identifies an upload
 * @returns {Promise<string> | string} its digest; "" on pages without HTTPS, which remember nothing
 */
export function fingerprint(identity) {
  return crypto.subtle ? digestOf(identity) : "";
}

/** @param {unknown} value */
const digestOf = (value) => digest(new TextEncoder().encode(JSON.stringify(value)));

/**
 * @param {string} fingerprint
 * @returns {Promise<Session | undefined>} undefined if there is none, or the entry is not this client's
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
 * Forgets all unfinished uploads of this origin, of every user and page, so that
 * they cannot be resumed. Call it on sign-out. Running uploads continue, and other
 * entries of localStorage are kept.
 */
export function forgetAll() {
  storage((items) => {
    for (const name of names(items)) items.removeItem(name);
  });
}

/**
 * Returns when each unfinished upload was started. It resumes once its file is
 * chosen again.
 * @returns {Promise<Date[]>}
 */
export async function unfinished() {
  const locks = await navigator.locks?.query(); // held by pages that are sending
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
 * Masks or unmasks a session: XOR with SHA-256 in counter mode. Each upload has its
 * own mask, since two uploads of one file never start in the same millisecond.
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
    // forbidden, full or missing: uploads work without it
  }
}

/**
 * Runs a job with a lock on its fingerprint, across all pages of this origin.
 * @template T
 * @param {string} fingerprint
 * @param {(lock: Lock | null) => Promise<T>} job gets null if the lock is held: two must not resume one upload
 * @returns {Promise<T>}
 */
export function exclusively(fingerprint, job) {
  return fingerprint ? navigator.locks.request(nameOf(fingerprint), { ifAvailable: true }, job) : job(null);
}
