import { transfer } from "./transfer.js";
import { remove, urlOf } from "./verdict.js";

/** @import { Source } from './source.js' */
/** @import { Settings, State, Stored, Transfer } from './transfer.js' */

/**
 * @typedef {object} UploadMembers
 * @property {string} id unique in the page
 * @property {File} file
 * @property {string} name of the file
 * @property {State} state
 * @property {number} loaded bytes sent so far; less than before when something has to be sent again
 * @property {Error | undefined} error what went wrong last
 * @property {Promise<Stored>} done settles as soon as the upload is over: rejects with an UploadError, with the reason
 *   of the cancelling, or with what the page did wrong. Of what is not stored, S3 then keeps nothing; that is seen to
 *   afterwards. After retry(), it is another promise
 * @property {() => void} pause stops sending. Of a file in parts, what has arrived stays; a form begins anew
 * @property {() => void} resume goes on after a pause; or, if it waits to try again, tries now
 * @property {(reason?: unknown) => void} cancel gives up the file, and what S3 has of it. One that has failed is given up
 *   for good: otherwise, its parts wait a day for the same file to come again
 * @property {() => void} retry starts again what has failed or was cancelled
 * @property {(options?: {disposition?: 'attachment' | 'inline'}) => Promise<string>} url asks the API for a URL to read
 *   the stored file at, good for a few minutes: as an attachment, or inline where no browser runs anything of its type
 * @property {() => Promise<void>} remove deletes the stored file
 */

/**
 * One file on its way into the bucket. Its methods need no `this`, so that they
 * work through a proxy as well.
 * @typedef {Readonly<UploadMembers>} Upload
 */

/**
 * A file as it is at one moment; another object after each change.
 * @typedef {Readonly<{
 *   id: string,
 *   name: string,
 *   size: number,
 *   type: string,
 *   profile: string,
 *   path: string,
 *   state: State,
 *   loaded: number,
 *   error: Error | undefined,
 *   stored: Stored | undefined,
 * }>} FileSnapshot
 */

let count = 0;

/**
 * One file of a call, through all its tries.
 * @param {Source} source
 * @param {Settings} settings
 * @param {(one: Item, sent: number) => void} onChange with how many bytes more have been sent
 */
export function item(source, settings, onChange) {
  const { file, name, size, type, profile, path } = source;
  const id = `slipway-${++count}`;
  /** @type {FileSnapshot | undefined} */
  let taken;
  let current = begin();

  /** @param {Transfer} [before] */
  function begin(before) {
    /** @type {Transfer} */
    const one = transfer(source, settings, (sent) => one === current && changed(sent), before);
    return one;
  }

  /** @param {number} sent */
  function changed(sent) {
    taken = undefined;
    onChange(self, sent);
  }

  function key() {
    if (!current.stored) throw new TypeError("The file is not stored.");
    return current.stored.key;
  }

  const self = {
    /** @type {Upload} */
    upload: Object.freeze({
      id,
      file,
      name,
      get state() {
        return current.state;
      },
      get loaded() {
        return current.loaded;
      },
      get error() {
        return current.error;
      },
      get done() {
        return current.done;
      },
      pause: () => current.pause(),
      resume: () => current.resume(),
      cancel: (reason) => current.cancel(reason),
      retry() {
        if (!/failed|cancelled/.test(current.state)) return;
        current = begin(current);
        changed(0);
      },
      url: async ({ disposition } = {}) => urlOf(settings.api, key(), disposition),
      remove: async () => remove(settings.api, key()),
    }),
    size,

    get transfer() {
      return current;
    },

    /** @returns {FileSnapshot} the same object while nothing has changed */
    snapshot() {
      const { state, loaded, error, stored } = current;
      return (taken ??= Object.freeze({ id, name, size, type, profile, path, state, loaded, error, stored }));
    },
  };
  return self;
}

/** @typedef {{upload: Upload, size: number, transfer: Transfer, snapshot: () => FileSnapshot}} Item */
