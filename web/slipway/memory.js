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
 */

/** @typedef {Session & {at: number}} Entry a session, its key masked (a byte each character), and when it was kept */

/** Milliseconds. The bucket ends unfinished uploads after a day; a wrong clock costs no more than a new start. */
const KEPT = 2 * 24 * 60 * 60 * 1000;

const PREFIX = "slipway:";

/** Characters of a fingerprint that name its entry. The others are kept nowhere, and mask the key. */
const NAME = 22;
const NAMES = RegExp(`^${PREFIX}[\\w+/]{${NAME}}$`);

/** Characters of an entry: a key has at most 1,024 bytes. */
const LONGEST = 4096;

/** S3's smallest part but for the last. */
const SMALLEST_PART = 5 * 1024 ** 2;

/**
 * @param {unknown} identity all that would make it another upload
 * @returns {Promise<string>} a digest, from which none of it can be read; "" on pages that are not secure, which
 *   remember nothing
 */
export async function fingerprint(identity) {
  return crypto.subtle ? digestOf(identity) : "";
}

/** @param {unknown} value */
function digestOf(value) {
  return digest(new TextEncoder().encode(JSON.stringify(value)));
}

/**
 * @param {string} fingerprint
 * @returns {Promise<Session | undefined>}
 */
export async function recall(fingerprint) {
  const entry = storage((items) => read(items, nameOf(fingerprint)));
  if (!entry) return undefined;
  const { uploadId, partSize } = entry;
  const masked = Uint8Array.from(entry.key, (character) => character.charCodeAt(0));
  const key = await mask(masked, fingerprint, uploadId);
  return { key: new TextDecoder().decode(key), uploadId, partSize };
}

/**
 * @param {string} fingerprint
 * @param {Session} session
 */
export async function remember(fingerprint, { key, uploadId, partSize }) {
  const masked = await mask(new TextEncoder().encode(key), fingerprint, uploadId);
  const at = Date.now();
  const entry = JSON.stringify({ key: btoa(String.fromCharCode(...masked)), uploadId, partSize, at });
  storage((items) => {
    for (const [name, old] of entries(items)) if (Math.abs(at - old.at) > KEPT) items.removeItem(name);
    items.setItem(nameOf(fingerprint), entry);
  });
}

/**
 * Forgets an upload, unless another of the same file is remembered in its place.
 * @param {string} fingerprint
 * @param {Session} session
 */
export function forget(fingerprint, { uploadId }) {
  storage((items) => {
    const name = nameOf(fingerprint);
    if (read(items, name)?.uploadId === uploadId) items.removeItem(name);
  });
}

/**
 * Forgets all uploads in parts that this browser could go on with, of every
 * person and page of this origin: for sign-out. Uploads on their way go on.
 * What others keep in localStorage stays.
 */
export function forgetAll() {
  storage((items) => {
    for (const [name] of entries(items)) items.removeItem(name);
  });
}

/** @param {string} fingerprint */
const nameOf = (fingerprint) => PREFIX + fingerprint.slice(0, NAME);

/**
 * @param {Storage} items
 * @returns {Array<[string, Entry]>}
 */
function entries(items) {
  return Object.keys(items).flatMap((name) => {
    const entry = NAMES.test(name) && read(items, name);
    return entry ? [[name, entry]] : [];
  });
}

/**
 * @param {Storage} items
 * @param {string} name
 * @returns {Entry | undefined} undefined if it is not one of this client: others may write there too
 */
function read(items, name) {
  const text = items.getItem(name) ?? "";
  if (text.length > LONGEST) return undefined;
  try {
    const { key, uploadId, partSize, at } = JSON.parse(text);
    const strings = typeof key === "string" && typeof uploadId === "string" && /^[!-~]+$/.test(uploadId);
    const numbers = Number.isSafeInteger(partSize) && partSize >= SMALLEST_PART && Number.isSafeInteger(at);
    return strings && numbers ? { key: atob(key), uploadId, partSize, at } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Masks a key, or takes the mask off: XOR with SHA-256 in counter mode. No two
 * uploads have the same mask, as no two have the same uploadId.
 * @param {Uint8Array} key
 * @param {string} fingerprint
 * @param {string} uploadId
 */
async function mask(key, fingerprint, uploadId) {
  let stream = "";
  for (let i = 0; stream.length < key.length; i++)
    stream += atob(await digestOf([fingerprint.slice(NAME), uploadId, i]));
  return key.map((byte, i) => byte ^ stream.charCodeAt(i));
}

/**
 * @template T
 * @param {(items: Storage) => T} use
 */
function storage(use) {
  try {
    return use(localStorage);
  } catch {
    return undefined; // forbidden or full: an upload does not need it
  }
}

/**
 * Runs a job while no other on this or another page has the same fingerprint.
 * @template T
 * @param {string} fingerprint
 * @param {(alone: boolean) => Promise<T>} job not alone if another runs already: two must not continue one upload
 * @returns {Promise<T>}
 */
export function exclusively(fingerprint, job) {
  if (!fingerprint) return job(false);
  return navigator.locks.request(nameOf(fingerprint), { ifAvailable: true }, (lock) => job(lock !== null));
}
