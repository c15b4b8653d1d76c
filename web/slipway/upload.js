import { MOST } from './connections.js';
import { ApiError, UploadError } from './errors.js';
import { sendForm } from './form.js';
import { abandon, sendParts } from './multipart.js';
import { Queue } from './queue.js';
import { sha256 } from './sha256.js';

/** @import { Api } from './api.js' */
/** @import { SignedForm } from './form.js' */
/** @import { Session } from './memory.js' */
/** @import { Stock } from './stock.js' */

/**
 * What S3 has stored.
 * @typedef {object} Stored
 * @property {string} key
 * @property {string} etag with its quotes, as S3 writes it; "" where nobody told
 * @property {string} location the object's URL; "" where nobody told
 */

/**
 * - waiting: for its turn
 * - signing: its turn has come, and the API is asked
 * - sending: `loaded` grows
 * - confirming: all bytes are sent, and S3 has yet to answer
 * - retrying: `error` tells what went wrong; it is tried again in a moment, or when the browser is online again
 * - paused: by pause()
 * - stored, failed, cancelled: it is over
 * @typedef {'waiting' | 'signing' | 'sending' | 'confirming' | 'retrying' | 'paused' | 'stored' | 'failed' | 'cancelled'} State
 */

/** Files on their way at once: the API names two hosts for many. The others wait, unsigned. */
const files = new Queue(2 * MOST);

/** One file on its way into the bucket. */
export class Upload {
  /** @type {State} */
  state = 'waiting';
  /** Bytes sent so far. Less than before when something has to be sent again. */
  loaded = 0;
  /** @type {Error | undefined} what went wrong last */
  error;
  /** @type {Session | undefined} of an upload in parts, once it is begun */
  session;
  /** @type {string | undefined} of the content in base64, where it is asked for and the file goes in a form */
  sha256;
  #settings;
  #stop = new AbortController();
  /** @type {unknown} */
  #reason;
  /** @type {Promise<void> | undefined} */
  #resumed;
  #wake = () => {};

  /**
   * @param {File} file
   * @param {object} settings
   * @param {Api} settings.api
   * @param {string} settings.base the API's address
   * @param {Stock<Upload, SignedForm>} settings.forms
   * @param {Record<string, string>} settings.metadata
   * @param {boolean} settings.hashed
   * @param {number} settings.threshold bytes
   * @param {number} settings.tries
   * @param {(upload: Upload) => void} settings.onChange
   */
  constructor(file, settings) {
    this.file = file;
    this.metadata = settings.metadata;
    this.hashed = settings.hashed;
    this.type = file.type; // as it is: the server decides, alike for every uploader
    /** What it is remembered by: all that would make it another upload. */
    this.name = JSON.stringify([settings.base, file.name, file.size, file.lastModified, file.type, this.hashed, this.metadata]);
    this.#settings = settings;
    /**
     * Settles when all is over, and nothing is left in S3 of what was cancelled:
     * rejects with an UploadError, or with the reason of the cancelling.
     * @type {Promise<Stored>}
     */
    this.done = this.#run();
    this.done.catch(() => {}); // whoever looks at the state alone has not missed it
  }

  /** Stops sending. Of a file in parts, what has arrived stays; a form begins anew. */
  pause() {
    if (this.over || this.state === 'paused') return;
    this.#resumed = new Promise((resolve) => (this.#wake = resolve));
    this.become('paused');
    this.#stop.abort();
  }

  /** Goes on after a pause; or, if it waits to try again, tries now. */
  resume() {
    if (this.state === 'retrying') this.pause();
    if (this.state !== 'paused') return;
    this.become('waiting');
    this.#stop = new AbortController();
    this.#wake();
  }

  /**
   * Gives up the file, and what S3 has of it. One that has failed is given up
   * for good: otherwise, its parts wait a day for the same file to come again.
   * @param {unknown} [reason]
   */
  cancel(reason = new DOMException('The upload was cancelled.', 'AbortError')) {
    if (this.state === 'failed') this.#abandon();
    if (this.over) return;
    this.#reason = reason;
    this.become('cancelled');
    this.#stop.abort();
    this.#wake();
  }

  get over() {
    return this.state === 'stored' || this.state === 'failed' || this.state === 'cancelled';
  }

  /** Whether it goes in one form, as far as is known. */
  get inForm() {
    return this.file.size <= this.#settings.threshold || !this.#settings.api.takesParts;
  }

  /**
   * @param {State} state
   * @param {Error} [error]
   */
  become(state, error) {
    this.state = state;
    if (error) this.error = error;
    this.#settings.onChange(this);
  }

  /** @param {number} sent bytes so far */
  progress(sent) {
    this.loaded = sent;
    this.become(sent && sent >= this.file.size ? 'confirming' : 'sending');
  }

  async #run() {
    await undefined; // the caller of the constructor comes first
    while (this.state !== 'cancelled') {
      const { signal } = this.#stop;
      try {
        const stored = await files.run(() => this.#transfer(signal), signal);
        this.loaded = this.file.size;
        this.become('stored');
        return stored;
      } catch (error) {
        if (!signal.aborted) {
          if (!(error instanceof UploadError && error.retryable)) await this.#abandon();
          this.become('failed', /** @type {Error} */ (error));
          throw error;
        }
        await this.#resumed;
      }
    }
    await this.#abandon();
    throw this.#reason;
  }

  /**
   * In a form or in parts, and the other way where the first is not open: parts
   * may be switched off, and a form's limit lower than the threshold.
   * @param {AbortSignal} signal
   * @returns {Promise<Stored>}
   */
  async #transfer(signal) {
    this.become('signing');
    const { api, inForm } = { api: this.#settings.api, inForm: this.inForm };
    try {
      return await this.#go(inForm, signal);
    } catch (first) {
      if (!(first instanceof ApiError)) throw first;
      if (first.code === 'MultipartDisabled') api.takesParts = false;
      else if (first.code !== 'FileTooLarge' || !api.takesParts || this.session) throw first; // once begun, parts are ended first
      try {
        return await this.#go(!inForm, signal);
      } catch (second) {
        const off = second instanceof ApiError && second.code === 'MultipartDisabled';
        throw off ? first : second;
      }
    }
  }

  /**
   * @param {boolean} inForm
   * @param {AbortSignal} signal
   */
  async #go(inForm, signal) {
    const { api, forms, tries } = this.#settings;
    const task = { tries, signal, onWait: (/** @type {Error} */ error) => this.become('retrying', error) };
    if (!inForm) return sendParts(this, api, task);
    if (this.hashed) this.sha256 ??= await sha256(this.file, signal);
    return sendForm(this, forms, task);
  }

  /** While the page waits for the end, three tries are patience enough: the bucket itself ends what is left. */
  #abandon() {
    return abandon(this, this.#settings.api, { tries: 3, signal: new AbortController().signal, onWait() {} });
  }
}
