import { CONNECTIONS_PER_HOST } from "./connections.js";
import { readable } from "./deliver.js";
import { RejectedError, UnreadableFileError, UploadError } from "./errors.js";
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
 * @property {(profile: string) => Promise<Rules | undefined>} rules never rejects
 * @property {SignatureCache<Transfer, SignedForm>} forms
 * @property {boolean} sha256
 * @property {number} threshold bytes
 * @property {number} tries
 */

/** Files on their way at once: the API names two hosts for many. The others wait, unsigned. */
const files = new Queue(2 * CONNECTIONS_PER_HOST);

/**
 * One try to bring a file into the bucket: until it is stored, has failed for good or is cancelled.
 * @param {Source} source
 * @param {Settings} settings
 * @param {(sent: number) => void} tell called at each change, with how many bytes more have been sent
 * @param {{error: Error | undefined, stored: Stored | undefined, session: Session | undefined}} [before] an earlier try, which left off there
 */
export function transfer(source, settings, tell, before) {
  const { file, name, size, type, profile, metadata, until } = source;
  const { api, sha256: checksum, threshold, tries } = settings;
  let stop = new AbortController();
  const cancelled = new AbortController();
  /** @type {Promise<void> | undefined} */
  let resumed;
  let wake = () => {};
  /** @type {Rules | undefined} that it is judged by, as soon as they are known */
  let rules;

  const self = {
    source,
    checksum,
    /** @type {State} */
    state: "waiting",
    /** Bytes sent so far. Less than before when something has to be sent again. */
    loaded: 0,
    /** @type {Error | undefined} what went wrong last */
    error: undefined,
    /** @type {Stored | undefined} once S3 has it */
    stored: before?.error instanceof RejectedError ? undefined : before?.stored,
    /** @type {Session | undefined} of an upload in parts, once it is begun */
    session: before?.session,
    /** What an upload in parts is remembered by, once it has its turn. */
    fingerprint: "",
    /** @type {string | undefined} of the content in base64, where it is asked for and the file goes in a form */
    sha256: undefined,
    /** @type {Promise<Stored>} */
    done: abortable(run(), cancelled.signal),

    get over() {
      return /stored|accepted|failed|cancelled/.test(self.state);
    },

    /** Whether it goes in one form, as far as is known. */
    get inForm() {
      return rules ? inForm(size, threshold, rules) : size <= threshold;
    },

    /**
     * What a transfer tells of itself, unless it has been stopped.
     * @param {State} state
     * @param {Error} [error]
     * @param {number} [sent] bytes more
     */
    become(state, error, sent) {
      if (!stop.signal.aborted) become(state, error, sent);
    },

    /**
     * @param {number} loaded bytes so far
     * @param {boolean} [found] whether S3 has them from an earlier try
     */
    progress(loaded, found) {
      const sent = found ? 0 : Math.max(0, loaded - self.loaded);
      self.loaded = loaded;
      self.become(loaded && loaded >= size ? "confirming" : "sending", undefined, sent);
    },

    pause() {
      if (self.over || self.state === "paused") return;
      resumed = new Promise((resolve) => (wake = resolve));
      stop.abort();
      become("paused");
    },

    resume() {
      if (self.state === "retrying") self.pause();
      if (self.state !== "paused") return;
      stop = new AbortController();
      wake();
      become("waiting");
    },

    /** @param {unknown} [reason] */
    cancel(reason) {
      if (self.state === "failed") abandon(self, api);
      if (self.over) return;
      stop.abort();
      wake();
      abandon(self, api);
      cancelled.abort(reason);
      become("cancelled");
    },
  };
  self.done.catch(() => {}); // avoid unhandled rejections: a page may look at the state alone
  return self;

  /**
   * @param {State} state
   * @param {Error} [error]
   */
  function become(state, error = self.error, sent = 0) {
    self.state = state;
    self.error = error;
    tell(sent);
  }

  /** @returns {Promise<any>} what S3 has stored; nobody asks once it is cancelled */
  async function run() {
    await undefined; // the caller comes first
    while (!self.over) {
      const { signal } = stop;
      const { forms } = settings;
      const task = { tries, signal, onWait: (/** @type {Error} */ error) => self.become("retrying", error) };
      try {
        if (source.mistake) throw source.mistake;
        rules ??= await abortable(settings.rules(profile), signal);
        const refusal = rules && judge(source, rules);
        if (refusal) throw (await readable(file)) ? refusal : new UnreadableFileError(refusal); // a deleted one has 0 bytes
        // A checksum is signed with its file, and no file is read before its turn.
        if (!formChecksum()) forms.expect(self);
        const stored = (self.stored ??= await files.run(() => bring(task), signal));
        self.loaded = size;
        if (until === "accepted")
          await accepted(api, stored.key, () => self.state === "checking" || self.become("checking"), task);
        if (!self.over) become(until); // else cancelled too late
        return stored;
      } catch (error) {
        if (signal.aborted) await resumed;
        else {
          if (!(error instanceof UploadError && error.retryable)) abandon(self, api);
          become("failed", /** @type {Error} */ (error));
          throw error;
        }
      }
    }
    abandon(self, api); // what was being created when it was cancelled
  }

  /**
   * In a form or in parts, by the rules; where there are none, by the size alone.
   * @param {Task} task
   * @returns {Promise<Stored>}
   */
  async function bring(task) {
    self.become("signing");
    if (self.inForm) {
      if (formChecksum()) self.sha256 ??= await sha256(file, task.signal);
      return sendForm(self, settings.forms, task);
    }
    self.fingerprint ||= await fingerprint([
      api.base,
      name,
      size,
      file.lastModified,
      type,
      checksum,
      metadata,
      profile,
    ]);
    return sendParts(self, api, task);
  }

  function formChecksum() {
    return checksum || rules?.requireSha256;
  }
}

/** @typedef {ReturnType<typeof transfer>} Transfer */
