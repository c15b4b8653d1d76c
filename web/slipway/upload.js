import { CONNECTIONS_PER_HOST } from "./connections.js";
import { deliver, readable } from "./deliver.js";
import { RejectedError, UnreadableFileError } from "./errors.js";
import { fingerprint } from "./memory.js";
import { abandon, sendParts } from "./multipart.js";
import { queue } from "./queue.js";
import { askRules, inForm, judge } from "./rules.js";
import { sha256 } from "./sha256.js";
import { abortable } from "./signals.js";
import { accepted, remove, urlOf } from "./verdict.js";

/** @import { Api } from './api.js' */
/** @import { SignedForm } from './form.js' */
/** @import { Session } from './memory.js' */
/** @import { Task } from './retry.js' */
/** @import { Rules } from './rules.js' */
/** @import { SignatureCache } from './signatures.js' */
/** @import { Source } from './source.js' */

/**
 * The stored object.
 * @typedef {object} Stored
 * @property {string} key
 * @property {string} etag with quotes, as in the header; "" if unknown
 * @property {string} location its URL; "" if unknown
 */

/**
 * - waiting: for its turn
 * - signing: waiting for the API
 * - sending: `loaded` grows
 * - confirming: all bytes are sent, and S3 has not answered yet
 * - retrying: after `error`, waiting for the next attempt or for the browser to be online
 * - checking: stored, and waiting for the verdict, with `until: 'accepted'`
 * - paused: by pause()
 * - stored (with `until: 'stored'`), accepted, failed, cancelled: over
 * @typedef {'waiting' | 'signing' | 'sending' | 'confirming' | 'retrying' | 'checking' | 'paused' | 'stored' | 'accepted' | 'failed' | 'cancelled'} State
 */

/** Matches the states of an upload that is over. */
export const OVER = /stored|accepted|failed|cancelled/;

/**
 * @typedef {object} UploadMembers
 * @property {string} id unique in the page
 * @property {File} file
 * @property {string} name of the file
 * @property {State} state
 * @property {number} loaded bytes sent so far; falls when something is sent again
 * @property {Error | undefined} error the last error
 * @property {Promise<Stored>} done settles when the upload is over: rejects with an UploadError, with the reason given
 *   to cancel(), or with an error of the page's own code. Another promise after retry()
 * @property {() => void} pause stops sending. A file in parts keeps its complete parts; a form starts again
 * @property {() => void} resume continues after a pause; or, while the upload waits to retry, retries now
 * @property {(reason?: unknown) => void} cancel gives the file up, and aborts its upload in parts. After a failure, the
 *   parts are otherwise kept for a day, for the same file to resume
 * @property {() => void} retry restarts a failed or cancelled upload
 * @property {(options?: {disposition?: 'attachment' | 'inline'}) => Promise<string>} url asks the API for a URL to read
 *   the stored file, valid for a few minutes: as an attachment, or inline if browsers run nothing of its type
 * @property {() => Promise<void>} remove deletes the stored file
 */

/**
 * The upload of one file. Its methods do not use `this`, so they also work through
 * a proxy.
 * @typedef {Readonly<UploadMembers>} Upload
 */

/**
 * The state of a file; another object after each change.
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

/**
 * The settings that the files of a call share.
 * @typedef {object} Settings
 * @property {Api} api
 * @property {AbortSignal} signal cancels all uploads
 * @property {SignatureCache<Item, SignedForm>} forms
 * @property {boolean} sha256
 * @property {number} threshold bytes
 * @property {number} tries
 */

/**
 * A file of a call, for the other modules.
 * @typedef {object} Item
 * @property {Upload} upload
 * @property {FileSnapshot} snapshot
 * @property {Source} source
 * @property {boolean} checksum whether the signatures cover the SHA-256
 * @property {boolean} wantsForm whether it waits for a signed form
 * @property {string} [sha256] of the content in base64, if a form needs it
 * @property {string} fingerprint identifies an upload in parts in localStorage, once its turn has come
 * @property {Session} [session] of an upload in parts, once it has started
 */

/**
 * One run, from a start to the next pause or the end. Once it is stopped, its calls are ignored.
 * @typedef {Task & {become: Become, progress: (loaded: number, found?: boolean) => void}} Attempt progress: bytes
 *   sent so far, and whether an earlier attempt sent them
 */

/** @typedef {(state: State, more?: Partial<FileSnapshot>, sent?: number) => void} Become sent: bytes since the last call */

/** The files that are sent at once: forms have two hosts. The others wait without a signature. */
const files = queue(2 * CONNECTIONS_PER_HOST);

let count = 0;

/**
 * @param {Source} source
 * @param {Settings} settings
 * @param {(one: Item, sent: number) => void} onChange sent: bytes since the last call
 * @returns {Item}
 */
export function item(source, settings, onChange) {
  const { file, request, until, path } = source;
  const { name, size, type, profile } = request;
  const { api, forms, sha256: checksum, threshold, tries } = settings;
  const id = `slipway-${++count}`;
  /** @type {FileSnapshot} */
  let now = Object.freeze({
    id,
    name,
    size,
    type,
    profile,
    path,
    state: "waiting",
    loaded: 0,
    error: undefined,
    stored: undefined,
  });
  /** @type {Rules | undefined} once they are known */
  let rules;
  let stop = new AbortController();
  let running = Promise.resolve();
  /** @type {Promise<Stored>} */
  let done;
  /** @type {(stored: Stored) => void} */
  let resolve;
  /** @type {(reason: unknown) => void} */
  let reject;

  /** @type {Item} */
  const self = {
    source,
    checksum,
    fingerprint: "",

    get snapshot() {
      return now;
    },

    get wantsForm() {
      return /waiting|signing/.test(now.state) && goesInForm();
    },

    upload: Object.freeze({
      id,
      file,
      name,
      get state() {
        return now.state;
      },
      get loaded() {
        return now.loaded;
      },
      get error() {
        return now.error;
      },
      get done() {
        return done;
      },
      pause() {
        if (OVER.test(now.state) || now.state === "paused") return;
        stop.abort();
        become("paused");
      },
      resume() {
        if (!/paused|retrying/.test(now.state)) return;
        begin();
        become("waiting");
      },
      cancel(reason) {
        if (/stored|accepted|cancelled/.test(now.state)) return;
        stop.abort();
        abandon(self, api);
        if (now.state === "failed") return;
        reject(reason ?? stop.signal.reason);
        become("cancelled");
      },
      retry() {
        if (!/failed|cancelled/.test(now.state)) return;
        const { error, stored } = now;
        renew();
        begin();
        become("waiting", { loaded: 0, error: undefined, stored: error instanceof RejectedError ? undefined : stored });
      },
      url: async (options) => urlOf(api, key(), options),
      remove: async () => remove(api, key()),
    }),
  };
  renew();
  begin();
  return self;

  function renew() {
    done = new Promise((...ends) => ([resolve, reject] = ends));
    // Also avoids an unhandled rejection in a page that reads only the state.
    abortable(done, settings.signal).catch(() => settings.signal.aborted && self.upload.cancel(settings.signal.reason));
  }

  /** @type {Become} */
  function become(state, more, sent = 0) {
    now = Object.freeze({ ...now, ...more, state });
    onChange(self, sent);
  }

  /** Starts a run when the one before has ended. */
  function begin() {
    stop.abort();
    stop = new AbortController();
    const { signal } = stop;
    running = running.then(() => run(signal));
  }

  function key() {
    if (!now.stored) throw new TypeError("The file is not stored.");
    return now.stored.key;
  }

  /** Whether it is sent in a form: by the rules if they are known, else by the threshold. */
  function goesInForm() {
    return rules ? inForm(size, threshold, rules) : size <= threshold;
  }

  function formChecksum() {
    return checksum || rules?.requireSha256;
  }

  /** @param {AbortSignal} signal */
  async function run(signal) {
    /** @type {Attempt} */
    const attempt = {
      tries,
      signal,
      onWait: (error) => attempt.become("retrying", { error }),
      become: (...change) => signal.aborted || become(...change),
      progress(loaded, found) {
        const state = loaded && loaded >= size ? "confirming" : "sending";
        attempt.become(state, { loaded }, found ? 0 : Math.max(0, loaded - now.loaded));
      },
    };
    try {
      if (source.mistake) throw source.mistake;
      // Without rules, only the API judges the file.
      const asked = askRules(api, profile).catch(() => undefined);
      rules ??= await abortable(asked, signal);
      const refusal = rules && judge(request, rules);
      if (refusal) throw (await readable(file)) ? refusal : new UnreadableFileError(refusal); // a deleted file has 0 bytes
      // A checksum is part of the signature, and no file is read before its turn.
      if (!formChecksum()) forms.expect(self);
      const stored = now.stored ?? (await files.run(() => bring(attempt), signal));
      become(now.state, { stored, loaded: size });
      if (until === "accepted")
        await accepted(api, stored.key, () => now.state === "checking" || attempt.become("checking"), attempt);
      if (!signal.aborted) {
        resolve(stored); // first: a listener may call retry()
        become(until);
      }
    } catch (/** @type {any} */ error) {
      if (!signal.aborted) {
        if (!error?.retryable) abandon(self, api);
        reject(error);
        become("failed", { error });
      }
    }
    if (now.state === "cancelled") abandon(self, api); // a multipart upload that was created meanwhile
  }

  /**
   * Sends the file in a form or in parts.
   * @param {Attempt} attempt
   * @returns {Promise<Stored>}
   */
  async function bring(attempt) {
    attempt.become("signing");
    if (goesInForm()) {
      if (formChecksum()) self.sha256 ??= await sha256(file, attempt.signal);
      return deliver(forms, self, file, attempt.progress, attempt);
    }
    self.fingerprint ||= await fingerprint([api.base, request, file.lastModified, checksum]);
    return sendParts(self, api, attempt);
  }
}
