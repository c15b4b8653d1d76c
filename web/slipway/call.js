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
 * The options of upload().
 * @typedef {object} Options
 * @property {string} [api] The API's address. Default: the page's own origin.
 * @property {() => HeadersInit | Promise<HeadersInit>} [headers] Returns headers for a request to the API, such as
 *   Authorization. Called for each request; the headers are never sent to S3.
 * @property {string} [profile] The name of one of the API's profiles. Default: none.
 * @property {'stored' | 'accepted'} [until] When `done` resolves: once S3 has stored the file (default), or once its
 *   content has been accepted.
 * @property {(file: File) => Record<string, string> | null | undefined} [metadata] Returns metadata for a file, which
 *   S3 stores as x-amz-meta-….
 * @property {boolean} [paths] Whether to store a file's path in its chosen folder, as x-amz-meta-path. Default: false.
 * @property {boolean} [sha256] Whether S3 checks each file's SHA-256. Each file is then read twice. Default: false.
 * @property {number} [threshold] The size in bytes above which a file is sent in parts, and so can be resumed.
 *   Default: 16 MiB.
 * @property {number} [tries] The number of attempts for each request before an upload fails. Default: 12, which take
 *   about two minutes.
 * @property {(upload: Upload) => void} [onChange] Called when an upload's state or progress changes.
 * @property {AbortSignal} [signal] Cancels all uploads when it aborts.
 */

/**
 * @typedef {object} SnapshotMembers
 * @property {readonly FileSnapshot[]} files The files, in the order of `Uploads.files`.
 * @property {number} loaded Bytes sent so far. Failed and cancelled files do not count.
 * @property {number} total Bytes to send in all. Failed and cancelled files do not count.
 * @property {number | undefined} rate Bytes a second, smoothed; undefined while unknown. Updated at least once a second
 *   while files are sent.
 * @property {number | undefined} secondsLeft The estimated time left, without paused files; undefined while unknown.
 * @property {boolean} over Whether all uploads are over.
 */

/**
 * The state of all uploads of a call: immutable, and replaced after each change.
 * @typedef {Readonly<SnapshotMembers>} Snapshot
 */

/**
 * @typedef {object} UploadsMembers
 * @property {readonly Upload[]} files The uploads, in the order in which the files were given. Replaced by add().
 * @property {Promise<PromiseSettledResult<Stored>[]>} done Resolves once all uploads are over, including added ones.
 *   Never rejects. Read it again after a later add() or retry().
 * @property {() => Snapshot} snapshot Returns the current state: the same object until something changes.
 * @property {(listener: () => void) => () => void} subscribe Calls a listener after changes, at most once a frame.
 *   Returns a function that unsubscribes it.
 * @property {(files: Iterable<File | Entry>) => readonly Upload[]} add Uploads more files with the same options, and
 *   returns their uploads.
 * @property {() => void} retry Restarts the failed uploads.
 * @property {() => void} pause Pauses all uploads.
 * @property {() => void} resume Resumes the paused uploads. Those that wait for another attempt make it now.
 * @property {(reason?: unknown) => void} cancel Cancels all uploads.
 */

/**
 * The uploads of one call. The methods do not use `this`.
 * @typedef {Readonly<UploadsMembers>} Uploads
 */

/**
 * Starts uploading files. At most twelve files are sent at once, across all calls.
 *
 * An exception in a callback is reported as an uncaught error, and does not affect
 * the upload; only if `headers` throws, the files fail with its error.
 * @param {Iterable<File | Entry>} files a FileList or another list; may be empty, to add files later
 * @param {Options} [options]
 * @returns {Uploads}
 * @throws {TypeError} if `files` is not a list of files, or an option has the wrong type; nothing has started then
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
  const signal = options.signal ?? new AbortController().signal; // not shared, so that its listeners do not pile up
  if (!signal.addEventListener) throw wrong("signal of type AbortSignal");
  const api = apiAt(all.api, all.headers);
  /** @type {Item[]} */
  let items = [];
  /** @type {readonly Upload[]} */
  let uploads = [];
  let speed = pace();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

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
    clearTimeout(timer);
    if (moving)
      timer = setTimeout(changed, 1000); // the rate falls during a stall
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
