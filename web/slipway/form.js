import { refused } from "./api.js";
import { signatureCache } from "./signatures.js";

/** @import { Api } from './api.js' */
/** @import { SignatureCache } from './signatures.js' */
/** @import { Item } from './upload.js' */

/** @typedef {{url: string, fields: Record<string, string>, expires: number}} SignedForm */

/**
 * Returns a cache of signed forms.
 * @param {Api} api
 * @returns {SignatureCache<Item, SignedForm>}
 */
export function signedForms(api) {
  return signatureCache({
    wanted: (item) => item.wantsForm,
    size: ({ source }) => source.request.size,
    async ask(items) {
      const files = items.map(({ source, sha256 }) => ({ ...source.request, sha256 }));
      // Without a signal: cancelling one file must not affect the others of its batch.
      const { uploads } = await api.ask("POST", "/uploads", {
        body: { files },
        expect: ({ uploads }) => Array.isArray(uploads),
      });
      /** @type {any[]} */
      const signed = items.map((_, i) => {
        const { upload_url: url, params: fields, expires } = Object(uploads[i]);
        return /^https?:/.test(url) && fields?.key && expires > 0 ? { url, fields, expires } : refused(200, uploads[i]);
      });
      return { signed, expires: Math.min(...signed.map(({ expires = Infinity }) => expires)) };
    },
  });
}
