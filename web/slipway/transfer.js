import { CONNECTIONS_PER_HOST } from "./connections.js";
import { readable } from "./deliver.js";
import { ApiError, RejectedError, UnreadableFileError, UploadError } from "./errors.js";
import { sendForm } from "./form.js";
import { fingerprint } from "./memory.js";
import { abandon, sendParts } from "./multipart.js";
import { Queue } from "./queue.js";
import { inForm, judge } from "./rules.js";
import { sha256 } from "./sha256.js";
import { abortable } from "./signals.js";
import { accepted } from "./verdict.js";

/** @import { Api } from './api.js' */
/** @import { SignedForm } from './form.js' */
/** @import { Session } from './memory.js' */
/** @import { Task } from './retry.js' */
/** @import { Rules } from './rules.js' */
/** @import { SignatureCache } from './signatures.js' */
/** @import { Source } from './source.js' */

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
 * - checking: it is stored, and its content is judged, where `until` asks for that
 * - paused: by pause()
 * - stored (where `until` asks for no more), accepted, failed, cancelled: it is over
 * @typedef {'waiting' | 'signing' | 'sending' | 'confirming' | 'retrying' | 'checking' | 'paused' | 'stored' | 'accepted' | 'failed' | 'cancelled'} State
 */

/**
 * What the tries of one call share.
 * @typedef {object} Settings
 * @property {Api} api
 * @property {string} base the API's address
 * @property {(profile: string | undefined) => Promise<Rules | undefined>} rules never rejects
 * @property {SignatureCache<Transfer, SignedForm>} forms
 * @property {boolean} checksum
 * @property {number} threshold bytes
 * @property {number} tries
 */

/** Files on their way at once: the API names two hosts for many. The others wait, unsigned. */
const files = new Queue(2 * CONNECTIONS_PER_HOST);

/** One try to bring a file into the bucket: until it is stored, has failed for good or is cancelled. */
export class Transfer {
  /** @type {State} */
  state = "waiting";
  /** Bytes sent so far. Less than before when something has to be sent again. */
  loaded = 0;
  /** @type {Error | undefined} what went wrong last */
  error;
  /** @type {Stored | undefined} once S3 has it */
  stored;
  /** What an upload in parts is remembered by, once it has its turn. */
  fingerprint = "";
  /** @type {string | undefined} of the content in base64, where it is asked for and the file goes in a form */
  sha256;
  /** @type {Rules | undefined} that it is judged by, as soon as they are known */
  #rules;
  #settings;
  #tell;
  #stop = new AbortController();
  /** @type {Promise<void> | undefined} */
  #resumed;
  #wake = () => {};
  /** @type {(stored: Stored) => void} */
  #resolve = () => {};
  /** @type {(reason: unknown) => void} */
  #reject = () => {};

  /**
   * @param {Source} source
   * @param {Settings} settings
   * @param {(transfer: Transfer, sent: number) => void} tell called at each change, with how many bytes more have been sent
   * @param {Transfer} [before] an earlier try, which left off there
   */
  constructor(source, settings, tell, before) {
    this.source = source;
    this.checksum = settings.checksum;
    /** @type {Session | undefined} of an upload in parts, once it is begun */
    this.session = before?.session;
    if (!(before?.error instanceof RejectedError)) this.stored = before?.stored;
    this.#settings = settings;
    this.#tell = tell;
    /** @type {Promise<Stored>} */
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.done.catch(() => {}); // avoid unhandled rejections: a page may look at the state alone
    this.#run();
  }

  /** Stops sending. Of a file in parts, what has arrived stays; a form begins anew. */
  pause() {
    if (this.over || this.state === "paused") return;
    this.#resumed = new Promise((resolve) => (this.#wake = resolve));
    this.#stop.abort();
    this.#become("paused");
  }

  /** Goes on after a pause; or, if it waits to try again, tries now. */
  resume() {
    if (this.state === "retrying") this.pause();
    if (this.state !== "paused") return;
    this.#stop = new AbortController();
    this.#wake();
    this.#become("waiting");
  }

  /**
   * Gives up the file, and what S3 has of it. One that has failed is given up
   * for good: otherwise, its parts wait a day for the same file to come again.
   * @param {unknown} [reason]
   */
  cancel(reason) {
    if (this.state === "failed") this.#abandon();
    if (this.over) return;
    this.#stop.abort();
    this.#wake();
    this.#abandon();
    this.#reject(reason);
    this.#become("cancelled");
  }

  get over() {
    return ["stored", "accepted", "failed", "cancelled"].includes(this.state);
  }

  /** Whether it goes in one form, as far as is known. */
  get inForm() {
    const { size } = this.source;
    const { threshold, api } = this.#settings;
    if (!api.takesParts) return true;
    return this.#rules ? inForm(size, threshold, this.#rules) : size <= threshold;
  }

  /**
   * What a transfer tells of itself, unless it has been stopped.
   * @param {State} state
   * @param {Error} [error]
   * @param {number} [sent] bytes more
   */
  become(state, error, sent) {
    if (!this.#stop.signal.aborted) this.#become(state, error, sent);
  }

  /**
   * @param {State} state
   * @param {Error} [error]
   * @param {number} [sent]
   */
  #become(state, error, sent = 0) {
    this.state = state;
    if (error) this.error = error;
    this.#tell(this, sent);
  }

  /**
   * @param {number} loaded bytes so far
   * @param {boolean} [found] whether S3 has them from an earlier try
   */
  progress(loaded, found = false) {
    const sent = found ? 0 : Math.max(0, loaded - this.loaded);
    this.loaded = loaded;
    this.become(loaded && loaded >= this.source.size ? "confirming" : "sending", undefined, sent);
  }

  async #run() {
    const { source } = this;
    await undefined; // the caller of the constructor comes first
    while (!this.over) {
      const { signal } = this.#stop;
      try {
        if (source.mistake) throw source.mistake;
        const { api, forms, tries } = this.#settings;
        const task = { tries, signal, onWait: (/** @type {Error} */ error) => this.become("retrying", error) };
        this.#rules ??= await abortable(this.#settings.rules(source.profile), signal);
        const { file, size, type } = source;
        const refusal = this.#rules && judge({ name: file.name, type, size }, this.#rules);
        if (refusal) throw (await readable(file)) ? refusal : new UnreadableFileError(refusal); // a deleted one has 0 bytes
        // A checksum is signed with its file, and no file is read before its turn.
        if (!this.#formChecksum) forms.expect(this);
        const stored = (this.stored ??= await files.run(() => this.#transfer(task), signal));
        this.loaded = size;
        if (source.until === "accepted") {
          const { key } = stored;
          await accepted(api, key, () => this.state === "checking" || this.become("checking"), task);
        }
        if (this.over) return; // cancelled too late
        this.#resolve(stored);
        this.#become(source.until);
      } catch (error) {
        if (signal.aborted) await this.#resumed;
        else {
          if (!(error instanceof UploadError && error.retryable)) this.#abandon();
          this.#reject(error);
          this.#become("failed", /** @type {Error} */ (error));
        }
      }
    }
    if (this.state === "cancelled") this.#abandon(); // what was being created then
  }

  /**
   * In a form or in parts, and the other way where the first is not open: parts
   * may be switched off, and a form's limit lower than the threshold.
   * @param {Task} task
   * @returns {Promise<Stored>}
   */
  async #transfer(task) {
    this.become("signing");
    const { api } = this.#settings;
    const { inForm } = this;
    const isOff = (/** @type {unknown} */ error) => error instanceof ApiError && error.code === "MultipartDisabled";
    try {
      return await this.#send(inForm, task);
    } catch (first) {
      if (isOff(first)) api.takesParts = false;
      // Once begun, parts are ended first.
      else if (!(first instanceof ApiError && first.code === "FileTooLarge" && api.takesParts && !this.session))
        throw first;
      return this.#send(!inForm, task).catch((second) => {
        throw isOff(second) ? first : second;
      });
    }
  }

  /**
   * @param {boolean} inForm
   * @param {Task} task
   */
  async #send(inForm, task) {
    const { api, base, forms } = this.#settings;
    const { file, type, metadata, profile } = this.source;
    if (inForm) {
      if (this.#formChecksum) this.sha256 ??= await sha256(file, task.signal);
      return sendForm(this, forms, task);
    }
    const { name, size, lastModified } = file;
    this.fingerprint ||= await fingerprint([base, name, size, lastModified, type, this.checksum, metadata, profile]);
    return sendParts(this, api, task);
  }

  get #formChecksum() {
    return this.checksum || this.#rules?.requireSha256;
  }

  #abandon() {
    abandon(this, this.#settings.api);
  }
}
