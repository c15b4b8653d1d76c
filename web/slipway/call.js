import { apiAt } from "./api.js";
import { call } from "./callbacks.js";
import { signedForms } from "./form.js";
import { pace } from "./pace.js";
import { askRules } from "./rules.js";
import { sourcesOf, withDefaults } from "./source.js";
import { store } from "./store.js";
import { item } from "./upload.js";

/** @import { Entry, Source } from './source.js' */
/** @import { Settings, Stored } from './transfer.js' */
/** @import { FileSnapshot, Item, Upload } from './upload.js' */

/**
 * @typedef {object} Options
 * @property {string} [api] the API's address; without it, the page's own origin
 * @property {() => HeadersInit | Promise<HeadersInit>} [headers] for each request to the API, such as Authorization; S3 never gets them
 * @property {string} [profile] the kind of upload, one of the API's profiles
 * @property {'stored' | 'accepted'} [until] what `done` waits for: that S3 has stored the file, which is the default, or
 *   that its content was then judged and accepted
 * @property {(file: File) => Record<string, string> | null | undefined} [metadata] of a file; S3 keeps it as x-amz-meta-…
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
 * }>} Snapshot rate in bytes a second and secondsLeft are smoothed, and undefined while unknown; paused files do not count for secondsLeft
 */

/**
 * @typedef {object} UploadsMembers
 * @property {readonly Upload[]} files in the order given
 * @property {Promise<PromiseSettledResult<Stored>[]>} done settles when all are over, the added ones too, and never
 *   rejects. When files are added or tried again after that, it is another promise
 * @property {number} loaded bytes sent so far, of all files but the failed and the cancelled ones
 * @property {number} total bytes of all files but the failed and the cancelled ones
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
 * @param {Iterable<File | Entry>} given
 * @param {Options} options
 * @returns {Uploads}
 */
export function start(given, options) {
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
  const first = sourcesOf(given, all);
  const { signal } = options;
  const api = apiAt(all.api, all.headers);
  /** @type {Item[]} */
  let items = [];
  /** @type {readonly Upload[]} */
  let files = [];
  /** Bytes since the last snapshot. */
  let sent = 0;
  /** @type {ReturnType<typeof pace> | undefined} while something is sent */
  let speed;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let ticking;
  /** @type {AbortController | undefined} while not all are over */
  let running;
  /** @type {any} */
  let done;

  /** @type {Settings} */
  const settings = {
    ...all,
    api,
    rules: (profile) => askRules(api, profile).catch(() => undefined), // then each file is judged by its own request
    forms: /** @type {any} */ (undefined), // before each run
  };

  const { snapshot, subscribe, changed } = store(() => {
    let [loaded, total, left, over, moving] = [0, 0, 0, true, false];
    for (const { transfer, size } of items) {
      const { state } = transfer;
      over &&= transfer.over;
      moving ||= /sending|confirming|retrying/.test(state);
      if (/failed|cancelled/.test(state)) continue;
      loaded += transfer.loaded;
      total += size;
      if (state !== "paused") left += size - transfer.loaded;
    }
    clearTimeout(ticking);
    if (moving) ticking = setTimeout(changed, 1000); // a stall shows, though nothing changes
    if (speed) speed.add(sent);
    speed = moving ? (speed ?? pace()) : undefined;
    sent = 0;
    const rate = speed?.rate();
    const files = Object.freeze(items.map((one) => one.snapshot()));
    return Object.freeze({ files, loaded, total, rate, secondsLeft: rate && left / rate, over });
  });

  /**
   * @param {Item} one
   * @param {number} more bytes
   */
  function onItem(one, more) {
    sent += more;
    changed();
    run();
    call(() => all.onChange(one.upload));
  }

  const cancel = (/** @type {unknown} */ reason) => files.forEach((one) => one.cancel(reason));
  const abort = () => cancel(signal?.reason);

  /** Begins, and begins again when files are added or tried again after all were over. */
  function run() {
    if (running || (done && snapshot().over)) return;
    signal?.addEventListener("abort", abort);
    running = new AbortController();
    settings.forms = signedForms(
      api,
      (one) => ["waiting", "signing"].includes(one.state) && one.inForm,
      running.signal,
    );
    done = settled();
  }

  async function settled() {
    for (;;) {
      await undefined; // a page may add several, and try several again
      const ends = files.map((one) => one.done);
      const results = await Promise.allSettled(ends);
      if (ends.length === files.length && files.every((one, i) => one.done === ends[i])) {
        running?.abort();
        running = undefined;
        signal?.removeEventListener("abort", abort);
        return results;
      }
    }
  }

  /** @param {Source[]} sources */
  function add(sources) {
    items = [...items, ...sources.map((source) => item(source, settings, onItem))];
    files = Object.freeze(items.map(({ upload }) => upload));
    changed();
    run();
    if (signal?.aborted) abort();
    return files.slice(files.length - sources.length);
  }

  run();
  add(first);

  return Object.freeze({
    get files() {
      return files;
    },
    get done() {
      return done;
    },
    get loaded() {
      return snapshot().loaded;
    },
    get total() {
      return snapshot().total;
    },
    snapshot,
    subscribe,
    add: (more) => add(sourcesOf(more, all)),
    retry: () => files.forEach((one) => one.state === "failed" && one.retry()),
    pause: () => files.forEach((one) => one.pause()),
    resume: () => files.forEach((one) => one.resume()),
    cancel,
  });
}
