/**
 * Puts files from a browser straight into S3, with permissions that a Slipway
 * API signs.
 *
 *     const uploads = upload(input.files, { api: 'https://abc.execute-api.eu-central-1.amazonaws.com' });
 *     for (const one of uploads.files) one.done.then(({ key }) => console.log(key), (error) => alert(error.message));
 */
import { Api } from "./slipway/api.js";
import { check } from "./slipway/check.js";
import { signedForms } from "./slipway/form.js";
import { askRules } from "./slipway/rules.js";
import { Upload } from "./slipway/upload.js";

export { Upload };
export { ApiError, NetworkError, S3Error, UnreadableFileError, UploadError } from "./slipway/errors.js";
export { forgetAll } from "./slipway/memory.js";

/** @typedef {import('./slipway/upload.js').State} State */
/** @typedef {import('./slipway/upload.js').Stored} Stored */
/** @typedef {import('./slipway/rules.js').Rules} Rules */

/**
 * @typedef {object} Options
 * @property {string} [api] the API's address; without it, the page's own origin
 * @property {() => HeadersInit | Promise<HeadersInit>} [headers] for each request to the API, such as Authorization; S3 never gets them
 * @property {string} [profile] the kind of upload, one of the API's profiles
 * @property {(file: File) => Record<string, string> | null | undefined} [metadata] of a file; S3 keeps it as x-amz-meta-…
 * @property {boolean} [sha256] whether S3 shall refuse other bytes than those in the file; each is then read twice
 * @property {number} [threshold] bytes above which a file goes in parts and can be resumed; 16 MiB
 * @property {number} [tries] how often each request is made before an upload fails; 12, which takes about two minutes
 * @property {(upload: Upload) => void} [onChange] called whenever an upload's state or progress changes
 * @property {AbortSignal} [signal] cancels them all
 */

/**
 * Starts to upload. At most twelve files are on their way at once, over all calls.
 * A function of the page that throws is reported as an uncaught error, and changes nothing; but of `headers`, the files fail with what it throws.
 * @param {Iterable<File>} files one or more
 * @param {Options} [options]
 * @throws {TypeError} when what is given is no list of files, or an option is of another type; nothing has started then
 */
export function upload(files, options) {
  return new Uploads(files, options);
}

/**
 * What may be uploaded. upload() asks for it too, and refuses at once what the
 * API would refuse; a page that asks first spares its first upload the wait.
 * @param {Pick<Options, 'api' | 'headers' | 'profile'> & {input?: HTMLInputElement}} [options] input: its accept is filled in
 * @returns {Promise<Rules>}
 */
export async function rules({ api = "", headers = () => ({}), profile = "", input } = {}) {
  const found = await askRules(new Api(api, headers), api, profile);
  if (input) input.accept = found.accept;
  return found;
}

/** The files of one call. */
export class Uploads {
  /** @type {readonly Upload[]} in the order given */
  files;
  /** @type {Promise<PromiseSettledResult<Stored>[]>} settles when all are over, and never rejects */
  done;

  /**
   * @param {Iterable<File>} files
   * @param {Options} [options]
   */
  constructor(files, options = {}) {
    const list = check(files, options);
    const {
      api: base = "",
      headers = () => ({}),
      profile = "",
      metadata = () => ({}),
      sha256: hashed = false,
      threshold = 16 * 1024 ** 2,
      tries = 12,
      onChange = () => {},
      signal,
    } = options;
    const cancel = () => this.cancel(signal?.reason);
    signal?.addEventListener("abort", cancel, { once: true });
    const api = new Api(base, headers);
    const over = new AbortController();
    const forms = signedForms(api, (one) => ["waiting", "signing"].includes(one.state) && one.inForm, over.signal);
    const rules = askRules(api, base, profile).catch(() => undefined); // then each file is judged by its own request
    this.files = list.map(
      (file) => new Upload(file, { api, base, profile, rules, forms, metadata, hashed, threshold, tries, onChange }),
    );
    this.done = Promise.allSettled(this.files.map((one) => one.done));

    if (signal?.aborted) cancel();
    this.done.finally(() => {
      over.abort();
      signal?.removeEventListener("abort", cancel);
    });
  }

  /** Bytes sent so far, of all files. */
  get loaded() {
    return this.files.reduce((sum, one) => sum + one.loaded, 0);
  }

  /** Bytes of all files. */
  get total() {
    return this.files.reduce((sum, one) => sum + one.file.size, 0);
  }

  pause() {
    for (const one of this.files) one.pause();
  }

  resume() {
    for (const one of this.files) one.resume();
  }

  /** @param {unknown} [reason] */
  cancel(reason) {
    for (const one of this.files) one.cancel(reason);
  }
}
