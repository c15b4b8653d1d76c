import { call } from "./callbacks.js";
import { CONNECTIONS_PER_HOST } from "./connections.js";
import { readable } from "./deliver.js";
import { ApiError, UnreadableFileError, UploadError } from "./errors.js";
import { sendForm } from "./form.js";
import { fingerprint } from "./memory.js";
import { abandon, sendParts } from "./multipart.js";
import { Queue } from "./queue.js";
import { inForm, judge } from "./rules.js";
import { sha256 } from "./sha256.js";
import { abortable } from "./signals.js";

/** @import { Api } from './api.js' */
/** @import { SignedForm } from './form.js' */
/** @import { Session } from './memory.js' */
/** @import { Rules } from './rules.js' */
/** @import { SignatureCache } from './signatures.js' */

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
const files = new Queue(2 * CONNECTIONS_PER_HOST);

/** One file on its way into the bucket. */
export class Upload {
  /** @type {State} */
  state = "waiting";
  /** Bytes sent so far. Less than before when something has to be sent again. */
  loaded = 0;
  /** @type {Error | undefined} what went wrong last */
  error;
  /** @type {Session | undefined} of an upload in parts, once it is begun */
  session;
  /** What an upload in parts is remembered by, once it has its turn. */
  fingerprint = "";
  /** @type {string | undefined} of the content in base64, where it is asked for and the file goes in a form */
  sha256;
  /** @type {Rules | undefined} that it is judged by, as soon as they are known */
  #rules;
  #settings;
  #stop = new AbortController();
  /** @type {Promise<void> | undefined} */
  #resumed;
  #wake = () => {};
  /** @type {(stored: Stored) => void} */
  #resolve = () => {};
  /** @type {(reason: unknown) => void} */
  #reject = () => {};

  /**
   * @param {File} file
   * @param {object} settings
   * @param {Api} settings.api
   * @param {string} settings.base the API's address
   * @param {string} settings.profile
   * @param {Promise<Rules | undefined>} settings.rules never rejects
   * @param {SignatureCache<Upload, SignedForm>} settings.forms
   * @param {(file: File) => Record<string, string> | null | undefined} settings.metadata
   * @param {boolean} settings.hashed
   * @param {number} settings.threshold bytes
   * @param {number} settings.tries
   * @param {(upload: Upload) => void} settings.onChange
   */
  constructor(file, settings) {
    this.file = file;
    this.name = file.name;
    this.#settings = settings;
    /**
     * Settles as soon as the upload is over: rejects with an UploadError, with
     * the reason of the cancelling, or with what the page did wrong. Of what is
     * not stored, S3 then keeps nothing; that is seen to afterwards.
     * @type {Promise<Stored>}
     */
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.done.catch(() => {}); // avoid unhandled rejections: a page may look at the state alone
    this.type = file.type; // as it is: the server decides, alike for every uploader
    this.profile = settings.profile || undefined;
    this.hashed = settings.hashed;
    const given = call(() => settings.metadata(file)) ?? {};
    /** @type {Record<string, string>} */
    this.metadata = {};
    /** @type {unknown} */
    let mistake;
    try {
      if (typeof given !== "object" || "then" in given)
        throw new TypeError("metadata() must return an object, and no promise.");
      this.metadata = JSON.parse(JSON.stringify(given)); // as it is now: the next file's may be the same object
    } catch (error) {
      mistake = error;
    }
    this.#run(mistake);
  }

  /** Stops sending. Of a file in parts, what has arrived stays; a form begins anew. */
  pause() {
    if (this.over || this.state === "paused") return;
    this.#resumed = new Promise((resolve) => (this.#wake = resolve));
    this.#stop.abort();
    this.#tell("paused");
  }

  /** Goes on after a pause; or, if it waits to try again, tries now. */
  resume() {
    if (this.state === "retrying") this.pause();
    if (this.state !== "paused") return;
    this.#stop = new AbortController();
    this.#wake();
    this.#tell("waiting");
  }

  /**
   * Gives up the file, and what S3 has of it. One that has failed is given up
   * for good: otherwise, its parts wait a day for the same file to come again.
   * @param {unknown} [reason]
   */
  cancel(reason = new DOMException("The upload was cancelled.", "AbortError")) {
    if (this.state === "failed") this.#abandon();
    if (this.over) return;
    this.#stop.abort();
    this.#wake();
    this.#abandon();
    this.#reject(reason);
    this.#tell("cancelled");
  }

  get over() {
    return this.state === "stored" || this.state === "failed" || this.state === "cancelled";
  }

  /** Whether it goes in one form, as far as is known. */
  get inForm() {
    const { size } = this.file;
    const { threshold, api } = this.#settings;
    if (!api.takesParts) return true;
    return this.#rules ? inForm(size, threshold, this.#rules) : size <= threshold;
  }

  /**
   * What a transfer tells of itself, unless it has been stopped.
   * @param {State} state
   * @param {Error} [error]
   */
  become(state, error) {
    if (!this.#stop.signal.aborted) this.#tell(state, error);
  }

  /**
   * @param {State} state
   * @param {Error} [error]
   */
  #tell(state, error) {
    this.state = state;
    if (error) this.error = error;
    call(() => this.#settings.onChange(this));
  }

  /** @param {number} sent bytes so far */
  progress(sent) {
    this.loaded = sent;
    this.become(sent && sent >= this.file.size ? "confirming" : "sending");
  }

  /** @param {unknown} mistake with which it cannot begin */
  async #run(mistake) {
    await undefined; // the caller of the constructor comes first
    while (!this.over) {
      const { signal } = this.#stop;
      try {
        if (mistake) throw mistake;
        this.#rules ??= await abortable(this.#settings.rules, signal);
        const refusal = this.#rules && judge(this.file, this.#rules);
        if (refusal) throw (await readable(this.file)) ? refusal : new UnreadableFileError(refusal); // a deleted one has 0 bytes
        // A checksum is signed with its file, and no file is read before its turn.
        if (!this.#hashedInForm) this.#settings.forms.expect(this);
        const stored = await files.run(() => this.#transfer(signal), signal);
        if (this.over) return; // cancelled too late
        this.loaded = this.file.size;
        this.#resolve(stored);
        this.#tell("stored");
      } catch (error) {
        if (signal.aborted) await this.#resumed;
        else {
          if (!(error instanceof UploadError && error.retryable)) this.#abandon();
          this.#reject(error);
          this.#tell("failed", /** @type {Error} */ (error));
        }
      }
    }
    if (this.state === "cancelled") this.#abandon(); // what was being created then
  }

  /**
   * In a form or in parts, and the other way where the first is not open: parts
   * may be switched off, and a form's limit lower than the threshold.
   * @param {AbortSignal} signal
   * @returns {Promise<Stored>}
   */
  async #transfer(signal) {
    this.become("signing");
    const { api, inForm } = { api: this.#settings.api, inForm: this.inForm };
    try {
      return await this.#go(inForm, signal);
    } catch (first) {
      if (!(first instanceof ApiError)) throw first;
      if (first.code === "MultipartDisabled") api.takesParts = false;
      else if (first.code !== "FileTooLarge" || !api.takesParts || this.session) throw first; // once begun, parts are ended first
      try {
        return await this.#go(!inForm, signal);
      } catch (second) {
        const off = second instanceof ApiError && second.code === "MultipartDisabled";
        throw off ? first : second;
      }
    }
  }

  /**
   * @param {boolean} inForm
   * @param {AbortSignal} signal
   */
  async #go(inForm, signal) {
    const { api, base, forms, tries } = this.#settings;
    const task = { tries, signal, onWait: (/** @type {Error} */ error) => this.become("retrying", error) };
    if (!inForm) {
      const { file, type, hashed, metadata, profile } = this;
      this.fingerprint ||= await fingerprint([
        base,
        file.name,
        file.size,
        file.lastModified,
        type,
        hashed,
        metadata,
        profile,
      ]);
      return sendParts(this, api, task);
    }
    if (this.#hashedInForm) this.sha256 ??= await sha256(this.file, signal);
    return sendForm(this, forms, task);
  }

  get #hashedInForm() {
    return this.hashed || this.#rules?.requireSha256;
  }

  #abandon() {
    abandon(this, this.#settings.api);
  }
}
