import { apiAt } from "./api.js";
import { call } from "./callbacks.js";
import { signedForms } from "./form.js";
import { pace } from "./pace.js";
import { sourcesOf, withDefaults, wrong } from "./source.js";
import { store } from "./store.js";
import { item, OVER } from "./upload.js";

/** @import { Entry, Source } from './source.js' */
/** @import { FileSnapshot, Item, Settings, Stored, Upload } from './upload.js' */

/**
 * @typedef {object} Options
 * @property {string} [api] the API's address; default: the page's own origin
 * @property {() => HeadersInit | Promise<HeadersInit>} [headers] of each request to the API, such as
 *   Authorization; not sent to S3
 * @property {string} [profile] one of the API's profiles, the kinds of upload
 * @property {'stored' | 'accepted'} [until] when `done` resolves: when S3 has stored the file (default), or when its
 *   content has been accepted
 * @property {(file: File) => Record<string, string> | null | undefined} [metadata] of a file; S3 stores it as
 *   x-amz-meta-…
 * @property {boolean} [paths] whether S3 stores a file's path in its chosen folder, as x-amz-meta-path
 * @property {boolean} [sha256] whether S3 checks each file's SHA-256; files are then read twice
 * @property {number} [threshold] bytes above which a file is sent in parts, and can be resumed; default: 16 MiB
 * @property {number} [tries] attempts of each request before an upload fails; default: 12, over about two minutes
 * @property {(upload: Upload) => void} [onChange] called when an upload's state or progress changes
 * @property {AbortSignal} [signal] cancels all uploads
 */

/**
 * The state of all files; another object after each change. Failed and cancelled
 * files are not in loaded and total. While something is sent, the rate changes at
 * least once a second.
 * @typedef {Readonly<{
 *   files: readonly FileSnapshot[],
 *   loaded: number,
 *   total: number,
 *   rate: number | undefined,
 *   secondsLeft: number | undefined,
 *   over: boolean,
 * }>} Snapshot rate, in bytes a second, and secondsLeft are smoothed, and undefined while unknown; secondsLeft leaves
 *   paused files out
 */

/**
 * @typedef {object} UploadsMembers
 * @property {readonly Upload[]} files in the order given
 * @property {Promise<PromiseSettledResult<Stored>[]>} done resolves when all uploads are over, added ones too; never
 *   rejects. After a later add or retry, read it again
 * @property {() => Snapshot} snapshot returns the same object while nothing has changed
 * @property {(listener: () => void) => () => void} subscribe calls a listener after changes, at most once a frame;
 *   returns a function that unsubscribes it
 * @property {(files: Iterable<File | Entry>) => readonly Upload[]} add uploads more files, with the same options
 * @property {() => void} retry restarts the failed uploads
 * @property {() => void} pause
 * @property {() => void} resume
 * @property {(reason?: unknown) => void} cancel
 */

/**
 * The uploads of one call. Its methods do not use `this`.
 * @typedef {Readonly<UploadsMembers>} Uploads
 */

/**
 * Starts to upload. At most twelve files are sent at once, over all calls.
 * What a callback throws is reported as an uncaught error, and does not affect the upload. If `headers` throws, the
 * files fail with that error.
 * @param {Iterable<File | Entry>} files may be empty, to add files later
 * @param {Options} [options]
 * @returns {Uploads}
 * @throws {TypeError} if files is not a list of files, or an option has the wrong type; then nothing has started
 */
export function upload(files, options = {}) {
  const all = withDefaults(options, {
    api: "",
    headers: /** @type {NonNullable<Options['headers']>} */ (() => ({})),
    profile: "",
    until: /** @type {'stored' | 'accepted'} */ ("stored"),
    metadata: /** @type {NonNullable<Options['metadata']>} */ (() => ({})),
    paths: false,
    sha256: false,
    threshold: 16 * 1024 ** 2,
    tries: 12,
    /** @type {NonNullable<Options['onChange']>} */
    onChange() {},
  });
  const first = sourcesOf(files, all);
  const signal = options.signal ?? new AbortController().signal; // own, so that it is garbage with its listeners
  if (!signal.addEventListener) throw wrong("an AbortSignal as signal");
  const api = apiAt(all.api, all.headers);
  /** @type {Item[]} */
  let items = [];
  /** @type {readonly Upload[]} */
  let uploads = [];
  let speed = pace();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let ticking;

  /** @type {Settings} */
  const settings = { ...all, signal, api, forms: signedForms(api) };

  const { snapshot, subscribe, changed } = store(() => {
    let [loaded, total, left, over, moving] = [0, 0, 0, true, false];
    const files = Object.freeze(items.map((one) => one.snapshot));
    for (const { state, size, loaded: sent } of files) {
      over &&= OVER.test(state);
      moving ||= /sending|confirming|retrying/.test(state);
      if (/failed|cancelled/.test(state)) continue;
      loaded += sent;
      total += size;
      if (state !== "paused") left += size - sent;
    }
    clearTimeout(ticking);
    if (moving)
      ticking = setTimeout(changed, 1000); // the rate falls during a stall
    else speed = pace(); // ignore idle time
    const rate = speed.rate();
    return Object.freeze({ files, loaded, total, rate, secondsLeft: rate && left / rate, over });
  });

  /**
   * @param {Item} one
   * @param {number} more bytes sent since the last call
   */
  function onItem(one, more) {
    speed.add(more);
    changed();
    call(() => all.onChange(one.upload));
  }

  /** @returns {Promise<any>} */
  async function settled() {
    for (;;) {
      const ends = uploads.map((one) => one.done);
      const results = await Promise.allSettled(ends);
      if (uploads.every((one, i) => one.done === ends[i])) return results;
    }
  }

  /** @param {Source[]} sources */
  function add(sources) {
    items = [...items, ...sources.map((source) => item(source, settings, onItem))];
    uploads = Object.freeze(items.map(({ upload }) => upload));
    changed();
    return uploads.slice(uploads.length - sources.length);
  }

  add(first);

  return Object.freeze({
    get files() {
      return uploads;
    },
    get done() {
      return settled();
    },
    snapshot,
    subscribe,
    add: (more) => add(sourcesOf(more, all)),
    retry: () => uploads.forEach((one) => one.state === "failed" && one.retry()),
    pause: () => uploads.forEach((one) => one.pause()),
    resume: () => uploads.forEach((one) => one.resume()),
    cancel: (reason) => uploads.forEach((one) => one.cancel(reason)),
  });
}
