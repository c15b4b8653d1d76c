import { Api } from "./api.js";
import { call } from "./callbacks.js";
import { check } from "./check.js";
import { signedForms } from "./form.js";
import { Pace } from "./pace.js";
import { askRules } from "./rules.js";
import { sourceOf } from "./source.js";
import { Store } from "./store.js";
import { Item } from "./upload.js";

/** @import { Entry } from './source.js' */
/** @import { Settings, Stored } from './transfer.js' */
/** @import { FileSnapshot, Upload } from './upload.js' */

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
  const first = check(given, options);
  const {
    api: base = "",
    headers = () => ({}),
    sha256: checksum = false,
    threshold = 16 * 1024 ** 2,
    tries = 12,
    onChange = () => {},
    signal,
  } = options;
  const api = new Api(base, headers);
  /** @type {Item[]} */
  let items = [];
  /** @type {readonly Upload[]} */
  let files = [];
  /** @type {Set<Item>} that bytes are sent of */
  const moving = new Set();
  /** @type {Pace | undefined} */
  let pace;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let ticking;
  let running = false;
  /** @type {UploadsMembers['done'] | undefined} */
  let done;

  /** @type {Settings} */
  const settings = {
    api,
    base,
    rules: (profile = "") => askRules(api, base, profile).catch(() => undefined), // then each file is judged by its own request
    forms: forms(new AbortController().signal),
    checksum,
    threshold,
    tries,
  };

  /** @param {AbortSignal} over */
  function forms(over) {
    return signedForms(api, (one) => ["waiting", "signing"].includes(one.state) && one.inForm, over);
  }

  const store = new Store(() => {
    let [loaded, total, left, over] = [0, 0, 0, true];
    for (const { transfer, source } of items) {
      const { size } = source;
      over &&= transfer.over;
      if (transfer.state === "failed" || transfer.state === "cancelled") continue;
      loaded += transfer.loaded;
      total += size;
      if (transfer.state !== "paused") left += size - transfer.loaded;
    }
    const rate = pace?.rate();
    const all = Object.freeze(items.map((item) => item.snapshot()));
    return Object.freeze({ files: all, loaded, total, rate, secondsLeft: rate && left / rate, over });
  });

  /**
   * @param {Item} item
   * @param {number} sent
   */
  function changed(item, sent) {
    if (["sending", "confirming", "retrying"].includes(item.transfer.state)) moving.add(item);
    else moving.delete(item);
    if (!moving.size) {
      clearInterval(ticking);
      pace = undefined;
    } else if (!pace) {
      pace = new Pace();
      ticking = setInterval(() => store.changed(), 1000); // a stall shows, though nothing changes
    }
    pace?.add(sent);
    store.changed();
    begin();
    call(() => onChange(item.upload));
  }

  const cancel = (/** @type {unknown} */ reason) => files.forEach((one) => one.cancel(reason));
  const abort = () => cancel(signal?.reason);

  function begin() {
    if (running || (done && items.every(({ transfer }) => transfer.over))) return;
    signal?.addEventListener("abort", abort);
    const over = new AbortController();
    settings.forms = forms(over.signal);
    running = true;
    done = settled().finally(() => {
      over.abort();
      signal?.removeEventListener("abort", abort);
    });
  }

  async function settled() {
    for (;;) {
      await undefined; // a call may add several, and try several again
      const ends = files.map((one) => one.done);
      const results = await Promise.allSettled(ends);
      if (files.length === ends.length && files.every((one, i) => one.done === ends[i])) {
        running = false;
        return results;
      }
    }
  }

  /** @param {Entry[]} entries */
  function add(entries) {
    const added = entries.map((entry) => new Item(sourceOf(entry, options), settings, changed));
    items = [...items, ...added];
    files = Object.freeze(items.map(({ upload }) => upload));
    begin();
    if (signal?.aborted) abort();
    store.changed();
    return files.slice(files.length - added.length);
  }

  begin();
  add(first);

  return Object.freeze({
    get files() {
      return files;
    },
    get done() {
      return /** @type {UploadsMembers['done']} */ (done);
    },
    get loaded() {
      return store.snapshot().loaded;
    },
    get total() {
      return store.snapshot().total;
    },
    snapshot: () => store.snapshot(),
    subscribe: (/** @type {() => void} */ listener) => store.subscribe(listener),
    add: (/** @type {Iterable<File | Entry>} */ more) => add(check(more, options)),
    retry: () => files.forEach((one) => one.state === "failed" && one.retry()),
    pause: () => files.forEach((one) => one.pause()),
    resume: () => files.forEach((one) => one.resume()),
    cancel,
  });
}
