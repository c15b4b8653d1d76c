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
 * @property {string} [api] the API's address; without it, the page's own origin
 * @property {() => HeadersInit | Promise<HeadersInit>} [headers] for each request to the API, such as Authorization;
 *   S3 never gets them
 * @property {string} [profile] the kind of upload, one of the API's profiles
 * @property {'stored' | 'accepted'} [until] what `done` waits for: that S3 has stored the file, which is the default,
 *   or that its content was then judged and accepted
 * @property {(file: File) => Record<string, string> | null | undefined} [metadata] of a file; S3 keeps it as
 *   x-amz-meta-…
 * @property {boolean} [paths] whether S3 shall keep the path of a file in a chosen folder, as x-amz-meta-path
 * @property {boolean} [sha256] whether S3 shall refuse other bytes than those in the file; each is then read twice
 * @property {number} [threshold] bytes above which a file goes in parts and can be resumed; 16 MiB
 * @property {number} [tries] how often each request is made before an upload fails; 12, which takes about two minutes
 * @property {(upload: Upload) => void} [onChange] called whenever an upload's state or progress changes
 * @property {AbortSignal} [signal] cancels them all
 */

/**
 * All files at one moment; another object after each change. Bytes are those of
 * all files but the failed and the cancelled ones. While something is sent, the
 * rate changes at least each second.
 * @typedef {Readonly<{
 *   files: readonly FileSnapshot[],
 *   loaded: number,
 *   total: number,
 *   rate: number | undefined,
 *   secondsLeft: number | undefined,
 *   over: boolean,
 * }>} Snapshot rate in bytes a second and secondsLeft are smoothed, and undefined while unknown; paused files do not
 *   count for secondsLeft
 */

/**
 * @typedef {object} UploadsMembers
 * @property {readonly Upload[]} files in the order given
 * @property {Promise<PromiseSettledResult<Stored>[]>} done settles when all are over, the added ones too, and never
 *   rejects. When files are added or tried again after that, ask for it anew
 * @property {() => Snapshot} snapshot the same object while nothing has changed
 * @property {(listener: () => void) => () => void} subscribe calls a listener after changes, once for all changes of a
 *   frame; returns what ends that
 * @property {(files: Iterable<File | Entry>) => readonly Upload[]} add uploads more files, with the same options
 * @property {() => void} retry starts again what has failed
 * @property {() => void} pause
 * @property {() => void} resume
 * @property {(reason?: unknown) => void} cancel
 */

/**
 * The files of one call. Its methods need no `this`, so that they can be passed on.
 * @typedef {Readonly<UploadsMembers>} Uploads
 */

/**
 * Starts to upload. At most twelve files are on their way at once, over all calls.
 * A function of the page that throws is reported as an uncaught error, and changes nothing; but of `headers`, the
 * files fail with what it throws.
 * @param {Iterable<File | Entry>} files may be none, where they are added later
 * @param {Options} [options]
 * @returns {Uploads}
 * @throws {TypeError} when what is given is no list of files, or an option is of another type; nothing has started then
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
  const signal = options.signal ?? new AbortController().signal; // which goes with the files that listen to it
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
      ticking = setTimeout(changed, 1000); // a stall shows, though nothing changes
    else speed = pace(); // time without work is not slow
    const rate = speed.rate();
    return Object.freeze({ files, loaded, total, rate, secondsLeft: rate && left / rate, over });
  });

  /**
   * @param {Item} one
   * @param {number} more bytes
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
