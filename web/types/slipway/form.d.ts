import type { Api } from './api.js';
import type { SignatureCache } from './signatures.js';
import type { Item } from './upload.js';
export type SignedForm = {
    url: string;
    fields: Record<string, string>;
    expires: number;
};
/** @import { Api } from './api.js' */
/** @import { SignatureCache } from './signatures.js' */
/** @import { Item } from './upload.js' */
/** @typedef {{url: string, fields: Record<string, string>, expires: number}} SignedForm */
/**
 * Returns a cache of signed forms.
 * @param {Api} api
 * @returns {SignatureCache<Item, SignedForm>}
 */
export declare function signedForms(api: Api): SignatureCache<Item, SignedForm>;
