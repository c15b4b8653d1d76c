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

/** The states of what is over. */
export const OVER = /stored|accepted|failed|cancelled/;

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
 * @property {(reason?: unknown) => void} cancel gives up the file, and what S3 has of it. One that has failed is given
 *   up for good: otherwise, its parts wait a day for the same file to come again
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

/**
 * What the files of one call share.
 * @typedef {object} Settings
 * @property {Api} api
 * @property {AbortSignal} signal cancels them all
 * @property {SignatureCache<Item, SignedForm>} forms
 * @property {boolean} sha256
 * @property {number} threshold bytes
 * @property {number} tries
 */

/**
 * A file of a call, as the other modules see it.
 * @typedef {object} Item
 * @property {Upload} upload
 * @property {FileSnapshot} snapshot
 * @property {Source} source
 * @property {boolean} checksum whether each byte is signed
 * @property {boolean} wantsForm whether it waits for a signed form
 * @property {string} [sha256] of the content in base64, where it is asked for and the file goes in a form
 * @property {string} fingerprint what an upload in parts is remembered by, once it has its turn
 * @property {Session} [session] of an upload in parts, once it is begun
 */

/**
 * From one start to the next pause or the end. What it tells once it is stopped is ignored.
 * @typedef {Task & {become: Become, progress: (loaded: number, found?: boolean) => void}} Attempt progress: bytes so
 *   far, and whether S3 has them from an earlier attempt
 */

/** @typedef {(state: State, more?: Partial<FileSnapshot>, sent?: number) => void} Become sent: bytes more */

/** Files on their way at once: the API names two hosts for many. The others wait, unsigned. */
const files = queue(2 * CONNECTIONS_PER_HOST);

let count = 0;

/**
 * @param {Source} source
 * @param {Settings} settings
 * @param {(one: Item, sent: number) => void} onChange with how many bytes more have been sent
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
  /** @type {Rules | undefined} that it is judged by, as soon as they are known */
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
    // Also avoids unhandled rejections: a page may look at the state alone.
    abortable(done, settings.signal).catch(() => settings.signal.aborted && self.upload.cancel(settings.signal.reason));
  }

  /** @type {Become} */
  function become(state, more, sent = 0) {
    now = Object.freeze({ ...now, ...more, state });
    onChange(self, sent);
  }

  /** Starts, once what has been stopped before has come to its end. */
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

  /** Whether it goes in one form, as far as is known. */
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
      // Without rules, each file is judged by its own request.
      const asked = askRules(api, profile).catch(() => undefined);
      rules ??= await abortable(asked, signal);
      const refusal = rules && judge(request, rules);
      if (refusal) throw (await readable(file)) ? refusal : new UnreadableFileError(refusal); // a deleted one has 0 bytes
      // A checksum is signed with its file, and no file is read before its turn.
      if (!formChecksum()) forms.expect(self);
      const stored = now.stored ?? (await files.run(() => bring(attempt), signal));
      become(now.state, { stored, loaded: size });
      if (until === "accepted")
        await accepted(api, stored.key, () => now.state === "checking" || attempt.become("checking"), attempt);
      if (!signal.aborted) {
        resolve(stored); // first: who is told may call retry()
        become(until);
      }
    } catch (/** @type {any} */ error) {
      if (!signal.aborted) {
        if (!error?.retryable) abandon(self, api);
        reject(error);
        become("failed", { error });
      }
    }
    if (now.state === "cancelled") abandon(self, api); // what was begun meanwhile
  }

  /**
   * In a form or in parts, by the rules; where there are none, by the size alone.
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
