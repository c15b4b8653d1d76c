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
 * @property {string} key The object's key in the bucket.
 * @property {string} etag The object's ETag, with quotes; "" if unknown.
 * @property {string} location The object's URL; "" if unknown.
 */

/**
 * The state of an upload, as described at UploadMembers.
 * @typedef {'waiting' | 'signing' | 'sending' | 'confirming' | 'retrying' | 'checking' | 'paused' | 'stored' | 'accepted' | 'failed' | 'cancelled'} State
 */

/** Matches the states of an upload that is over. */
export const OVER = /stored|accepted|failed|cancelled/;

/**
 * @typedef {object} UploadMembers
 * @property {string} id Unique within the page.
 * @property {File} file The file.
 * @property {string} name The file's name.
 * @property {State} state What the upload is doing:
 *   - waiting: for its turn
 *   - signing: waiting for the API
 *   - sending: `loaded` grows
 *   - confirming: all bytes are sent, and S3 has not answered yet
 *   - retrying: waiting for another attempt after `error`, or for the browser to come online
 *   - checking: stored, and waiting for the verdict, with `until: 'accepted'`
 *   - paused: stopped by pause()
 *   - stored (with `until: 'stored'`), accepted, failed, cancelled: over
 * @property {number} loaded Bytes sent so far. Falls when bytes must be sent again.
 * @property {Error | undefined} error The last error.
 * @property {Promise<Stored>} done Settles when the upload is over. Rejects with an UploadError, with the reason given
 *   to cancel(), or with an error of the page's own code. Replaced by retry().
 * @property {() => void} pause Stops sending. A file in parts keeps its complete parts; a form starts again.
 * @property {() => void} resume Continues after pause(), or makes the next attempt now.
 * @property {(reason?: unknown) => void} cancel Ends the upload, and deletes parts already sent. `done` rejects with
 *   the reason. Also discards the parts of a failed upload, which are kept for a day to resume it.
 * @property {() => void} retry Restarts a failed or cancelled upload.
 * @property {(options?: {disposition?: 'attachment' | 'inline'}) => Promise<string>} url Returns a URL to read the
 *   stored file, valid for a few minutes: as an attachment, or inline if browsers run no code in files of its type.
 * @property {() => Promise<void>} remove Deletes the stored file.
 */

/**
 * The upload of one file. The methods do not use `this`, so they also work through
 * a proxy.
 * @typedef {Readonly<UploadMembers>} Upload
 */

/**
 * @typedef {object} FileSnapshotMembers
 * @property {string} id The upload's id.
 * @property {string} name The file's name.
 * @property {number} size The file's size in bytes.
 * @property {string} type The file's media type, as the browser or the page declares it; "" for none.
 * @property {string} profile The API's profile for the file; "" for none.
 * @property {string} path The file's path in its chosen folder; "" for none.
 * @property {State} state What the upload is doing, as described for Upload.
 * @property {number} loaded Bytes sent so far. Falls when bytes must be sent again.
 * @property {Error | undefined} error The last error.
 * @property {Stored | undefined} stored The stored object, once it is stored.
 */

/**
 * The state of one file: immutable, and replaced after each change.
 * @typedef {Readonly<FileSnapshotMembers>} FileSnapshot
 */

/**
 * The settings shared by the files of a call.
 * @typedef {object} Settings
 * @property {Api} api
 * @property {AbortSignal} signal cancels all uploads
 * @property {SignatureCache<Item, SignedForm>} forms
 * @property {boolean} sha256
 * @property {number} threshold bytes
 * @property {number} tries
 */

/**
 * A file of a call, as other modules see it.
 * @typedef {object} Item
 * @property {Upload} upload
 * @property {FileSnapshot} snapshot
 * @property {Source} source
 * @property {boolean} checksum whether the signatures cover the SHA-256
 * @property {boolean} wantsForm whether the file waits for a signed form
 * @property {string} [sha256] of the content in base64, if a form needs it
 * @property {string} fingerprint identifies an upload in parts in localStorage; "" until its turn
 * @property {Session} [session] of an upload in parts, once it has started
 */

/**
 * One run of an upload, until it is paused or over. From then on, its calls are ignored.
 * @typedef {Task & {become: Become, progress: (loaded: number, found?: boolean) => void}} Attempt progress: bytes
 *   sent so far, and whether an earlier attempt sent them
 */

/**
 * Changes the state of an upload.
 * @typedef {(state: State, more?: Partial<FileSnapshot>, sent?: number) => void} Become sent: bytes since the last call
 */

/** Sends as many files at once as there are connections to both hosts. The others wait without a signature. */
const files = queue(2 * CONNECTIONS_PER_HOST);

let count = 0;

/**
 * Starts the upload of a file.
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
        renewDone();
        begin();
        become("waiting", { loaded: 0, error: undefined, stored: error instanceof RejectedError ? undefined : stored });
      },
      url: async (options) => urlOf(api, key(), options),
      remove: async () => remove(api, key()),
    }),
  };
  renewDone();
  begin();
  return self;

  function renewDone() {
    done = new Promise((...ends) => ([resolve, reject] = ends));
    // Also avoids unhandled rejections in a page that does not use `done`.
    abortable(done, settings.signal).catch(() => settings.signal.aborted && self.upload.cancel(settings.signal.reason));
  }

  /** @type {Become} */
  function become(state, more, sent = 0) {
    now = Object.freeze({ ...now, ...more, state });
    onChange(self, sent);
  }

  /** Starts a run once the previous one has ended. */
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

  /** Reports whether the file is sent in a form: by the rules if they are known, else by the threshold. */
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
      if (refusal) throw (await readable(file)) ? refusal : new UnreadableFileError(refusal); // deleted: 0 bytes
      // With a checksum, no batch: the signature covers it, and no file is read before its turn.
      if (!formChecksum()) forms.expect(self);
      const stored = now.stored ?? (await files.run(() => transfer(attempt), signal));
      become(now.state, { stored, loaded: size });
      if (until === "accepted")
        await accepted(api, stored.key, () => now.state === "checking" || attempt.become("checking"), attempt);
      if (!signal.aborted) {
        resolve(stored); // before become(): a listener may call retry()
        become(until);
      }
    } catch (/** @type {any} */ error) {
      if (!signal.aborted) {
        if (!error?.retryable) abandon(self, api);
        reject(error);
        become("failed", { error });
      }
    }
    if (now.state === "cancelled") abandon(self, api); // an upload in parts may have been created meanwhile
  }

  /**
   * Sends the file in a form or in parts.
   * @param {Attempt} attempt
   * @returns {Promise<Stored>}
   */
  async function transfer(attempt) {
    attempt.become("signing");
    if (goesInForm()) {
      if (formChecksum()) self.sha256 ??= await sha256(file, attempt.signal);
      return deliver(forms, self, file, attempt.progress, attempt);
    }
    self.fingerprint ||= await fingerprint([api.base, request, file.lastModified, checksum]);
    return sendParts(self, api, attempt);
  }
}
