import { Transfer } from "./transfer.js";
import { remove, urlOf } from "./verdict.js";

/** @import { Source } from './source.js' */
/** @import { Settings, State, Stored } from './transfer.js' */

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
 *   profile: string | undefined,
 *   path: string,
 *   state: State,
 *   loaded: number,
 *   error: Error | undefined,
 *   stored: Stored | undefined,
 * }>} FileSnapshot
 */

let count = 0;

/** One file of a call, through all its tries. */
export class Item {
  id = `slipway-${++count}`;
  /** @type {FileSnapshot | undefined} */
  #snapshot;
  #settings;
  #onChange;

  /**
   * @param {Source} source
   * @param {Settings} settings
   * @param {(item: Item, sent: number) => void} onChange with how many bytes more have been sent
   */
  constructor(source, settings, onChange) {
    const item = this;
    const { file } = source;
    this.source = source;
    this.#settings = settings;
    this.#onChange = onChange;
    this.transfer = this.#begin();
    /** @type {Upload} */
    this.upload = Object.freeze({
      id: this.id,
      file,
      name: file.name,
      get state() {
        return item.transfer.state;
      },
      get loaded() {
        return item.transfer.loaded;
      },
      get error() {
        return item.transfer.error;
      },
      get done() {
        return item.transfer.done;
      },
      pause() {
        item.transfer.pause();
      },
      resume() {
        item.transfer.resume();
      },
      cancel(reason = new DOMException("The upload was cancelled.", "AbortError")) {
        item.transfer.cancel(reason);
      },
      retry() {
        item.retry();
      },
      async url({ disposition } = {}) {
        return urlOf(settings.api, item.#key, disposition);
      },
      async remove() {
        return remove(settings.api, item.#key);
      },
    });
  }

  /** @param {Transfer} [before] */
  #begin(before) {
    const tell = (/** @type {Transfer} */ transfer, /** @type {number} */ sent) => {
      if (transfer === this.transfer) this.#changed(sent);
    };
    return new Transfer(this.source, this.#settings, tell, before);
  }

  get #key() {
    const { stored } = this.transfer;
    if (!stored) throw new TypeError("The file is not stored.");
    return stored.key;
  }

  /** @param {number} sent bytes more */
  #changed(sent) {
    this.#snapshot = undefined;
    this.#onChange(this, sent);
  }

  retry() {
    const { state } = this.transfer;
    if (state !== "failed" && state !== "cancelled") return;
    this.transfer = this.#begin(this.transfer);
    this.#changed(0);
  }

  /** @returns {FileSnapshot} the same object while nothing has changed */
  snapshot() {
    const { id, source, transfer } = this;
    const { file, size, type, profile, path } = source;
    const { state, loaded, error, stored } = transfer;
    const { name } = file;
    return (this.#snapshot ??= Object.freeze({ id, name, size, type, profile, path, state, loaded, error, stored }));
  }
}
