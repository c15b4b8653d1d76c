/**
 * What a browser remembers of an upload in parts, so that it goes on after the
 * page was closed, reloaded or has crashed. What S3 already has is not in it:
 * S3 is asked.
 */

/**
 * @typedef {object} Session an upload in parts, as the API has begun it
 * @property {string} key
 * @property {string} uploadId
 * @property {number} partSize in bytes, of all parts but the last
 */

/** Milliseconds. The bucket forgets unfinished uploads after one day; a wrong clock costs no more than a new start. */
const KEPT = 2 * 24 * 60 * 60 * 1000;

const PREFIX = 'slipway:';

/**
 * @param {string} name of what is uploaded, where to, and how
 * @returns {Session | undefined}
 */
export function recall(name) {
  return storage((items) => JSON.parse(items.getItem(PREFIX + name) ?? 'null')) ?? undefined;
}

/**
 * @param {string} name
 * @param {Session} session
 */
export function remember(name, session) {
  storage((items) => {
    for (const [key, value] of Object.entries(items)) {
      if (key.startsWith(PREFIX) && JSON.parse(value).at < Date.now() - KEPT) items.removeItem(key);
    }
    items.setItem(PREFIX + name, JSON.stringify({ ...session, at: Date.now() }));
  });
}

/** @param {string} name */
export function forget(name) {
  storage((items) => items.removeItem(PREFIX + name));
}

/**
 * @template T
 * @param {(items: Storage) => T} use
 */
function storage(use) {
  try {
    return use(localStorage);
  } catch {
    return undefined; // forbidden, full or damaged: an upload does not need it
  }
}

/**
 * Runs a job while no other on this or another page has the same name.
 * @template T
 * @param {string} name
 * @param {(alone: boolean) => Promise<T>} job is not alone if another has the name already: two must not continue the same upload
 * @returns {Promise<T>}
 */
export function exclusively(name, job) {
  // Only secure pages have locks.
  if (!navigator.locks) return job(true);
  return navigator.locks.request(PREFIX + name, { ifAvailable: true }, (lock) => job(lock !== null));
}
