import { CONNECTIONS_PER_HOST } from "./connections.js";
import { deliver } from "./deliver.js";
import { exclusively, forget, recall, remember } from "./memory.js";
import { sha256 } from "./sha256.js";
import { during } from "./signals.js";
import { signatureCache } from "./signatures.js";

/** @import { Api } from './api.js' */
/** @import { Signed } from './deliver.js' */
/** @import { Session } from './memory.js' */
/** @import { SignatureCache } from './signatures.js' */
/** @import { Attempt, Item, Stored } from './upload.js' */

/** @typedef {{PartNumber: number, ETag: string, Size: number}} ListedPart */

/**
 * Sends a file in parts. Resumes an earlier upload of the same file, if there is
 * one. Starts again if that is refused: S3 no longer has the upload, or the API's
 * part size has changed.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 * @param {Item} item
 * @param {Api} api
 * @param {Attempt} attempt
 * @returns {Promise<Stored>}
 */
export function sendParts(item, api, attempt) {
  const { source, checksum, fingerprint } = item;
  const { file, request } = source;
  const { size } = request;

  /** @returns {Promise<ListedPart[]>} what S3 has */
  const list = () => api.insist("GET", path(item), { expect: Array.isArray }, attempt);

  return exclusively(fingerprint, async (lock) => {
    if (lock) item.session ??= await recall(fingerprint);
    if (item.session) {
      try {
        return await send(await list());
      } catch (/** @type {any} */ error) {
        if (error?.transient !== false) throw error;
        abandon(item, api);
      }
    }
    const { name: filename, ...rest } = request;
    /** @type {Session} */
    const session = await api.insist(
      "POST",
      "/s3/multipart",
      {
        body: { filename, ...rest, checksum: checksum ? "SHA256" : undefined },
        expect: ({ key, uploadId, partSize }) => key && uploadId && partSize > 0,
        whole: true, // without its id, the upload could not be aborted
      },
      attempt,
    );
    item.session = session;
    if (lock) await remember(fingerprint, session);
    return send([]);
  });

  /**
   * Sends the missing parts, several at once, and completes the upload.
   * @param {ListedPart[]} listed what S3 has
   * @returns {Promise<Stored>}
   */
  async function send(listed) {
    const { key, partSize } = /** @type {Session} */ (item.session);
    const part = (/** @type {number} */ number) => file.slice((number - 1) * partSize, number * partSize);
    /** @type {Set<number>} */
    const missing = new Set();
    for (let number = 1; number === 1 || (number - 1) * partSize < size; number++) missing.add(number);
    let sent = 0;
    for (const { PartNumber, Size } of listed) {
      if (Size === part(PartNumber).size && missing.delete(PartNumber)) {
        sent += Size;
      }
    }
    attempt.progress(sent, true);

    const stop = new AbortController(); // stops the other parts when one fails
    const { signal } = stop;
    const urls = signedParts(part, missing, signal);
    const left = [...missing].values();

    /** @type {Promise<unknown> | undefined} */
    let first;

    /** @param {unknown} _ @param {number} i */
    async function worker(_, i) {
      if (i % 2) await first; // staggered: a pause would lose all parts that start, and so end, together
      for (const number of left) {
        let before = 0;
        const onProgress = (/** @type {number} */ now) => {
          sent += now - before;
          before = now;
          attempt.progress(sent);
        };
        const delivered = deliver(urls, number, part(number), onProgress, { ...attempt, signal });
        first ??= delivered;
        await delivered;
        missing.delete(number);
      }
    }

    await during(
      attempt.signal,
      () => stop.abort(),
      async () => {
        const workers = Array.from({ length: CONNECTIONS_PER_HOST }, worker);
        try {
          await Promise.all(workers);
        } finally {
          stop.abort();
          await Promise.allSettled(workers);
        }
      },
    );

    attempt.become("confirming");
    // Idempotent: for a completed upload, the API returns the same answer.
    const { etag = "", location = "" } = await api.insist(
      "POST",
      path(item, "/complete", { size }),
      { body: { parts: await list() }, expect: (answer) => answer.key === key },
      attempt,
    );
    endSession(item);
    return { key, etag, location };
  }

  /**
   * @param {(number: number) => Blob} part
   * @param {Set<number>} missing
   * @param {AbortSignal} signal
   * @returns {SignatureCache<number, Signed>} by the parts' numbers
   */
  function signedParts(part, missing, signal) {
    const urls = signatureCache({
      wanted: (/** @type {number} */ number) => missing.has(number),
      size: (number) => part(number).size,
      async ask(numbers) {
        const [number] = numbers;
        const [step, query] = checksum
          ? [`/${number}`, { sha256: await sha256(part(number), signal) }]
          : ["/batch", { partNumbers: numbers }];
        const signedBy = (/** @type {any} */ { url, headers, presignedUrls }) =>
          numbers.map((one) => ({ url: checksum ? url : presignedUrls?.[one], headers }));
        const answer = await api.ask("GET", path(item, step, { size, ...query }), {
          expect: (answer) => answer.expires > 0 && signedBy(answer).every(({ url }) => url),
          signal,
        });
        return { signed: signedBy(answer), expires: answer.expires };
      },
    });
    // With a checksum, no batch: the signature covers it, and no part is read before its turn.
    if (!checksum) missing.forEach((number) => urls.expect(number));
    return urls;
  }
}

/**
 * Aborts an upload in parts, so that S3 deletes them. Forgets it at once, since the
 * same file may be chosen again before the API answers.
 * @param {Item} item
 * @param {Api} api
 */
export function abandon(item, api) {
  if (!item.session) return;
  const where = path(item);
  endSession(item);
  api.insist("DELETE", where).catch(() => {}); // the bucket's lifecycle rule aborts it later
}

/**
 * @param {Item} item
 * @param {string} [step]
 * @param {Record<string, any>} [query]
 */
function path({ session }, step = "", query = {}) {
  const { key, uploadId } = /** @type {Session} */ (session);
  return `/s3/multipart/${encodeURIComponent(uploadId)}${step}?${new URLSearchParams({ key, ...query })}`;
}

/** @param {Item} item */
function endSession(item) {
  forget(item.fingerprint, /** @type {Session} */ (item.session));
  item.session = undefined;
}
