import { foreign, refused } from "./api.js";
import { deliver } from "./deliver.js";
import { signatureCache } from "./signatures.js";

/** @import { Api } from './api.js' */
/** @import { SignatureCache } from './signatures.js' */
/** @import { Task } from './retry.js' */
/** @import { Stored, Transfer } from './transfer.js' */

/**
 * @typedef {object} SignedForm
 * @property {string} url where to POST the form
 * @property {Record<string, string>} fields of the form, in their order
 */

/**
 * The forms of many files, signed with few requests.
 * @param {Api} api
 * @param {(transfer: Transfer) => boolean} wanted
 * @param {AbortSignal} signal aborts when nobody needs a form any more: a batch serves many, and the end of one is not theirs
 * @returns {SignatureCache<Transfer, SignedForm>}
 */
export function signedForms(api, wanted, signal) {
  return signatureCache({
    wanted,
    size: ({ source }) => source.size,
    async ask(transfers) {
      const files = transfers.map(({ source: { name, profile, type, size, metadata }, sha256 }) => {
        return { name, profile, type, size, metadata, sha256 };
      });
      const answer = await api.ask("POST", "/uploads", {
        body: { files },
        expect: ({ uploads }) => Array.isArray(uploads),
        signal,
      });
      let soonest = Infinity;
      /** @type {Array<SignedForm | Error>} */
      const signed = transfers.map((_, i) => {
        const one = Object(answer.uploads[i]);
        const { upload_url: url, params: fields, expires } = one;
        if (one.code && one.message) return refused(400, one);
        if (!/^https?:/.test(url) || !fields?.key || !(expires > 0)) return foreign(200);
        soonest = Math.min(soonest, expires);
        return { url, fields };
      });
      return { signed, expires: soonest };
    },
  });
}

/**
 * Sends a file in one form.
 * @param {Transfer} transfer
 * @param {SignatureCache<Transfer, SignedForm>} forms
 * @param {Task} task
 * @returns {Promise<Stored>}
 */
export async function sendForm(transfer, forms, task) {
  const delivery = deliver(forms, transfer, transfer.source.file, formRequest, transfer.progress, task);
  // After a pause the same form goes out again, so that what had arrived unnoticed is replaced.
  const { signed, answer } = await delivery.finally(() => task.signal.aborted || forms.drop(transfer));
  // The headers say what the document of a 201 does, and come with a 200 and a 204 too.
  return { key: signed.fields.key, etag: answer.header("ETag"), location: answer.header("Location") };
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
  body.append("file", file);
  return { method: /** @type {const} */ ("POST"), url, body };
}
