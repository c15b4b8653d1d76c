import { CONNECTIONS_PER_HOST } from "./connections.js";
import { deliver } from "./deliver.js";
import { ApiError, S3Error } from "./errors.js";
import { exclusively, forget, recall, remember } from "./memory.js";
import { retry } from "./retry.js";
import { sha256 } from "./sha256.js";
import { abortable, linked, never } from "./signals.js";
import { signatureCache } from "./signatures.js";

/** @import { Api } from './api.js' */
/** @import { Session } from './memory.js' */
/** @import { Task } from './retry.js' */
/** @import { SignatureCache } from './signatures.js' */
/** @import { Stored, Transfer } from './transfer.js' */

/** @typedef {{PartNumber: number, ETag: string, Size: number}} ListedPart */
/** @typedef {{session?: Session, fingerprint: string}} Begun */
/** @typedef {{url: string, headers?: Record<string, string>}} SignedPart */

/**
 * Sends a file in parts. Goes on with an upload of the same file that was
 * broken off, if there is one; where that is refused, because S3 no longer has
 * it or the API would cut the file in other parts by now, it begins anew.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html
 * @param {Transfer} transfer
 * @param {Api} api
 * @param {Task} task
 * @returns {Promise<Stored>}
 */
export function sendParts(transfer, api, task) {
  const { source, checksum, fingerprint } = transfer;
  const { file, name: filename, size, profile, type, metadata } = source;

  /** @returns {Promise<ListedPart[]>} what S3 has */
  const list = () => api.insist("GET", path(transfer), task, { expect: Array.isArray });

  return exclusively(fingerprint, async (alone) => {
    if (alone) transfer.session ??= await recall(fingerprint);
    if (transfer.session) {
      try {
        return await send(await list());
      } catch (error) {
        if (!outdated(error)) throw error;
        abandon(transfer, api);
      }
    }
    const session = await retry(create, task);
    transfer.session = session;
    if (alone) await remember(fingerprint, session);
    return send([]);
  });

  /** @returns {Promise<Session>} */
  function create() {
    const body = { filename, profile, type, size, metadata, checksum: checksum ? "SHA256" : undefined };
    const expect = (/** @type {any} */ { key, uploadId, partSize }) => key && uploadId && partSize > 0;
    // Not aborted with the upload: what S3 has begun by then must be known, so that it can be ended.
    const asked = api.ask("POST", "/s3/multipart", { body, expect, signal: never });
    asked.then(
      (session) => task.signal.aborted && abandon({ session, fingerprint: "" }, api),
      () => {},
    );
    return abortable(asked, task.signal);
  }

  /**
   * Sends what S3 does not have yet, several parts at once, and completes the file.
   * @param {ListedPart[]} listed what S3 has
   * @returns {Promise<Stored>}
   */
  async function send(listed) {
    const { partSize } = /** @type {Session} */ (transfer.session);
    const part = (/** @type {number} */ number) => file.slice((number - 1) * partSize, number * partSize);
    /** @type {Set<number>} */
    const missing = new Set();
    for (let number = 1; number === 1 || (number - 1) * partSize < size; number++) missing.add(number);
    /** @type {Map<number, string>} the parts that S3 has, with their ETags */
    const arrived = new Map();
    let sent = 0;
    for (const { PartNumber, ETag, Size } of listed) {
      if (Size === part(PartNumber).size && missing.delete(PartNumber)) {
        arrived.set(PartNumber, ETag);
        sent += Size;
      }
    }
    transfer.progress(sent, true);

    const left = [...missing].values();
    await linked(task.signal, (stop) => {
      const { signal } = stop;
      const urls = signedParts(part, missing, signal);
      const workers = Array.from({ length: CONNECTIONS_PER_HOST }, async () => {
        for (const number of left) {
          let before = 0;
          const onProgress = (/** @type {number} */ now) => {
            sent += now - before;
            before = now;
            transfer.progress(sent);
          };
          const { answer } = await deliver(urls, number, part(number), partRequest, onProgress, { ...task, signal });
          missing.delete(number);
          urls.drop(number);
          arrived.set(number, answer.header("ETag"));
        }
      });
      // When one part fails for good, the others need not go on.
      return Promise.all(workers).catch(async (error) => {
        stop.abort(error);
        await Promise.allSettled(workers);
        throw error;
      });
    });
    return complete(arrived);
  }

  /**
   * @param {(number: number) => Blob} part
   * @param {Set<number>} missing
   * @param {AbortSignal} signal
   * @returns {SignatureCache<number, SignedPart>} by the parts' numbers
   */
  function signedParts(part, missing, signal) {
    const urls = signatureCache({
      wanted: (/** @type {number} */ number) => missing.has(number),
      size: (number) => part(number).size,
      async ask(numbers) {
        const [number] = numbers;
        const [step, query] = checksum
          ? [`/${number}`, { sha256: await sha256(part(number), signal) }]
          : ["/batch", { partNumbers: numbers.join() }];
        const signedBy = (/** @type {any} */ answer) =>
          checksum ? [answer] : numbers.map((one) => ({ url: answer.presignedUrls?.[one] }));
        const expect = (/** @type {any} */ answer) => answer.expires > 0 && signedBy(answer).every(({ url }) => url);
        const answer = await api.ask("GET", path(transfer, step, { size, ...query }), { expect, signal });
        return { signed: signedBy(answer), expires: answer.expires };
      },
    });
    // A part's checksum is signed with it, and no part is read before its turn.
    if (!checksum) missing.forEach((number) => urls.expect(number));
    return urls;
  }

  /**
   * A request whose answer is lost is made again: of an upload that is complete
   * by then, the API tells what it told before.
   * @param {Map<number, string>} arrived
   * @returns {Promise<Stored>}
   */
  async function complete(arrived) {
    transfer.become("confirming");
    // Where something on the way hides an ETag, S3's own list has it.
    if ([...arrived.values()].includes("")) {
      for (const { PartNumber, ETag } of await list()) arrived.set(PartNumber, ETag);
    }
    const { key } = /** @type {Session} */ (transfer.session);
    const body = { parts: Array.from(arrived, ([PartNumber, ETag]) => ({ PartNumber, ETag })) };
    const expect = (/** @type {any} */ answer) => answer.key === key;
    const answer = await api.insist("POST", path(transfer, "/complete", { size }), task, { body, expect });
    const { etag = "", location = "" } = answer;
    end(transfer);
    return { key, etag, location };
  }
}

/**
 * Ends an upload in parts for good, so that S3 keeps none of them. It is
 * forgotten at once: the same file may come again before the API has answered.
 * @param {Begun} transfer
 * @param {Api} api
 */
export function abandon(transfer, api) {
  if (!transfer.session) return;
  const where = path(transfer);
  end(transfer);
  api.insist("DELETE", where).catch(() => {}); // the bucket's own rule ends what is left
}

/**
 * @param {SignedPart} signed
 * @param {Blob} body
 */
const partRequest = ({ url, headers }, body) => ({ method: /** @type {const} */ ("PUT"), url, headers, body });

/**
 * @param {{session?: Session}} upload
 * @param {string} [step]
 * @param {Record<string, string | number>} [query]
 */
function path({ session }, step = "", query = {}) {
  const { key, uploadId } = /** @type {Session} */ (session);
  const all = new URLSearchParams(/** @type {Record<string, string>} */ ({ key, ...query }));
  return `/s3/multipart/${encodeURIComponent(uploadId)}${step}?${all}`;
}

/**
 * @param {unknown} error with which an upload that was broken off did not go on
 * @returns {boolean} whether another one may do better
 */
function outdated(error) {
  if (error instanceof ApiError) return !error.transient;
  return error instanceof S3Error && ["NoSuchUpload", "SignatureDoesNotMatch"].includes(error.code);
}

/** @param {Begun} transfer */
function end(transfer) {
  forget(transfer.fingerprint, /** @type {Session} */ (transfer.session));
  transfer.session = undefined;
}
