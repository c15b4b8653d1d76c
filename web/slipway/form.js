import { deliver } from './deliver.js';
import { ApiError } from './errors.js';
import { Stock } from './stock.js';

/** @import { Api } from './api.js' */
/** @import { Task } from './retry.js' */
/** @import { Stored, Upload } from './upload.js' */

/**
 * @typedef {object} SignedForm
 * @property {string} url where to POST the form
 * @property {Record<string, string>} fields of the form, in their order
 */

/**
 * The forms of many files, signed with few requests.
 * @param {Api} api
 * @param {() => Iterable<Upload>} next
 * @returns {Stock<Upload, SignedForm>}
 */
export function signedForms(api, next) {
  const { signal } = new AbortController(); // never aborted: a batch serves many, and the end of one is not theirs
  return new Stock({
    next,
    size: ({ file }) => file.size,
    async ask(uploads) {
      const files = uploads.map(({ file, type, metadata, sha256 }) => ({ name: file.name, type, size: file.size, metadata, sha256 }));
      const answer = await api.ask('POST', '/uploads', { body: { files }, expect: 'uploads', signal });
      let expires = Infinity;
      const signed = answer.uploads.map((/** @type {any} */ one) => {
        if (!one.upload_url) return new ApiError(one.message, { status: 400, code: one.code });
        expires = Math.min(expires, one.expires);
        return { url: one.upload_url, fields: one.params };
      });
      return { signed, expires };
    },
  });
}

/**
 * Sends a file in one form.
 * @param {Upload} upload
 * @param {Stock<Upload, SignedForm>} forms
 * @param {Task} task
 * @returns {Promise<Stored>}
 */
export async function sendForm(upload, forms, task) {
  const { signed, answer } = await deliver(forms, upload, upload.file, formRequest, (sent) => upload.progress(sent), task);
  forms.drop(upload);
  // The headers say what the document of a 201 does, and come with a 200 and a 204 too.
  return { key: signed.fields.key, etag: answer.header('ETag'), location: answer.header('Location') };
}

/**
 * The form that S3 expects: the signed fields in the order given, and `file`
 * last, because S3 ignores every field after it.
 * @param {SignedForm} signed
 * @param {Blob} file
 */
export function formRequest({ url, fields }, file) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append('file', file);
  return { method: /** @type {const} */ ('POST'), url, body };
}
