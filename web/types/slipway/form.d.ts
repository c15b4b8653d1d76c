import { SignatureCache } from "./signatures.js";
import type { Api } from './api.js';
import type { Task } from './retry.js';
import type { Stored, Transfer } from './transfer.js';
export type SignedForm = {
    /**
     * where to POST the form
     */
    url: string;
    /**
     * of the form, in their order
     */
    fields: Record<string, string>;
};
/** @import { Api } from './api.js' */
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
export declare function signedForms(api: Api, wanted: (transfer: Transfer) => boolean, signal: AbortSignal): SignatureCache<Transfer, SignedForm>;
/**
 * Sends a file in one form.
 * @param {Transfer} transfer
 * @param {SignatureCache<Transfer, SignedForm>} forms
 * @param {Task} task
 * @returns {Promise<Stored>}
 */
export declare function sendForm(transfer: Transfer, forms: SignatureCache<Transfer, SignedForm>, task: Task): Promise<Stored>;
/**
 * The form that S3 expects: the signed fields in the order given, and `file`
 * last, because S3 ignores every field after it.
 * @param {SignedForm} signed
 * @param {Blob} file
 */
export declare function formRequest({ url, fields }: SignedForm, file: Blob): {
    method: "POST";
    url: string;
    body: FormData;
};
