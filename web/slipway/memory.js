/**
 * What a browser remembers of an upload in parts, so that it goes on after the
 * page was closed, reloaded or has crashed. What S3 already has is not in it:
 * S3 is asked. Nor is a filename, in clear: localStorage outlives a sign-out,
 * and other people may use the same computer.
 */
import { digest } from "./sha256.js";

/**
 * @typedef {object} Session an upload in parts, as the API has begun it
 * @property {string} key
 * @property {string} uploadId
 * @property {number} partSize in bytes, of all parts but the last
 * @property {string} [at] when it was kept, in milliseconds
 */

/** Milliseconds. The bucket ends unfinished uploads after a day; a wrong clock costs no more than a new start. */
const KEPT = 2 * 86_400_000;

const PREFIX = "slipway:";

/** Characters of a fingerprint that name its entry. The others are kept nowhere, and mask the session. */
const NAME = 22;
const NAMES = RegExp(`^${PREFIX}[\\w+/]{${NAME}}$`);

/** An entry: when it was kept, and the session, masked. Of what others write, no mask makes JSON. */
const ENTRY = /^(\d{13}) ([\w+/]+=*)$/;

/**
 * @param {unknown} identity all that would make it another upload
 * @returns {Promise<string> | string} a digest, from which none of it can be read; "" on pages that are not secure,
 *   which remember nothing
 */
export function fingerprint(identity) {
  return crypto.subtle ? digestOf(identity) : "";
}

/** @param {unknown} value */
const digestOf = (value) => digest(new TextEncoder().encode(JSON.stringify(value)));

/**
 * @param {string} fingerprint
 * @returns {Promise<Session | undefined>} undefined too of what is not this client's: others may write there
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
 * Forgets an upload, unless another of the same file is remembered in its place.
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
 * Forgets all uploads in parts that this browser could go on with, of every
 * person and page of this origin: for sign-out. Uploads on their way go on.
 * What others keep in localStorage stays.
 */
export function forgetAll() {
  storage((items) => {
    for (const name of names(items)) items.removeItem(name);
  });
}

/**
 * When the uploads in parts were begun that wait for their files to come again.
 * @returns {Promise<Date[]>}
 */
export async function unfinished() {
  const locks = await navigator.locks?.query(); // one that another page sends does not wait
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
 * @returns {any[]} the members of an entry, as ENTRY has them; none if it is not one of this client
 */
const read = (items, name) => ENTRY.exec(items[name]) ?? [];

/**
 * Masks a session, or takes the mask off: XOR with SHA-256 in counter mode. No two
 * uploads have the same mask, as none of one file begin in the same millisecond.
 * @param {string} text a byte each character
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
    // forbidden or full: an upload does not need it
  }
}

/**
 * Runs a job while no other on this or another page has the same fingerprint.
 * @template T
 * @param {string} fingerprint
 * @param {(lock: Lock | null) => Promise<T>} job with null if another runs already: two must not continue one upload
 * @returns {Promise<T>}
 */
export function exclusively(fingerprint, job) {
  return fingerprint ? navigator.locks.request(nameOf(fingerprint), { ifAvailable: true }, job) : job(null);
}
