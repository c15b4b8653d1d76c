import { CONNECTIONS_PER_HOST } from "./connections.js";
import { deliver } from "./deliver.js";
import { ApiError, S3Error } from "./errors.js";
import { exclusively, forget, recall, remember } from "./memory.js";
import { retry } from "./retry.js";
import { sha256 } from "./sha256.js";
import { abortable, linked } from "./signals.js";
import { SignatureCache } from "./signatures.js";
import { shortly } from "./verdict.js";

/** @import { Api } from './api.js' */
/** @import { Session } from './memory.js' */
/** @import { Task } from './retry.js' */
/** @import { Stored, Transfer } from './transfer.js' */

/** @typedef {{PartNumber: number, ETag: string, Size: number}} ListedPart */

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
  return exclusively(transfer.fingerprint, async (alone) => {
    if (alone) transfer.session ??= await recall(transfer.fingerprint);
    if (transfer.session) {
      try {
        return await send(transfer, api, await list(transfer, api, task), task);
      } catch (error) {
        if (!outdated(error)) throw error;
        abandon(transfer, api);
      }
    }
    await create(transfer, api, alone, task);
    return send(transfer, api, [], task);
  });
}

/**
 * Sends what S3 does not have yet, several parts at once, and completes the file.
 * @param {Transfer} transfer
 * @param {Api} api
 * @param {ListedPart[]} listed what S3 has
 * @param {Task} task
 * @returns {Promise<Stored>}
 */
async function send(transfer, api, listed, task) {
  const { file } = transfer.source;
  const { partSize } = /** @type {Session} */ (transfer.session);
  const found = new Map(listed.map((one) => [one.PartNumber, one]));
  const part = (/** @type {number} */ number) => file.slice((number - 1) * partSize, number * partSize);
  /** @type {Set<number>} */
  const missing = new Set();
  /** @type {Map<number, string>} the parts that S3 has, with their ETags */
  const arrived = new Map();
  let sent = 0;
  for (let number = 1; number === 1 || (number - 1) * partSize < file.size; number++) {
    const one = found.get(number);
    if (one?.Size === part(number).size) {
      arrived.set(number, one.ETag);
      sent += one.Size;
    } else missing.add(number);
  }
  transfer.progress(sent, true);

  const left = [...missing].values();
  // When one part fails for good, the others need not go on.
  await linked(task.signal, async (stop) => {
    const parts = { ...task, signal: stop.signal };
    const urls = signedParts(transfer, api, part, missing, stop.signal);
    const workers = Array.from({ length: CONNECTIONS_PER_HOST }, async () => {
      for (const number of left) {
        let before = 0;
        const onProgress = (/** @type {number} */ now) => {
          sent += now - before;
          before = now;
          transfer.progress(sent);
        };
        const { answer } = await deliver(urls, number, part(number), partRequest, onProgress, parts);
        missing.delete(number);
        urls.drop(number);
        arrived.set(number, answer.header("ETag"));
      }
    });
    try {
      await Promise.all(workers);
    } catch (error) {
      stop.abort(error);
      await Promise.allSettled(workers);
      throw error;
    }
  });
  return complete(transfer, api, arrived, task);
}

/**
 * Ends an upload in parts for good, so that S3 keeps none of them. It is
 * forgotten at once: the same file may come again before the API has answered.
 * @param {Transfer} transfer
 * @param {Api} api
 */
export function abandon(transfer, api) {
  if (!transfer.session) return;
  const where = path(transfer);
  end(transfer);
  const task = shortly(); // the bucket's own rule ends what is left
  retry(() => api.ask("DELETE", where, task), task).catch(() => {});
}

/**
 * @param {Transfer} transfer
 * @param {Api} api
 * @param {Task} task
 * @returns {Promise<ListedPart[]>} what S3 has
 */
function list(transfer, api, task) {
  return retry(() => api.ask("GET", path(transfer), { ...task, expect: Array.isArray }), task);
}

/**
 * @param {Transfer} transfer
 * @param {Api} api
 * @param {boolean} alone
 * @param {Task} task
 */
async function create(transfer, api, alone, task) {
  const { file, profile, type, metadata } = transfer.source;
  const { name: filename, size } = file;
  const body = { filename, profile, type, size, metadata, checksum: transfer.checksum ? "SHA256" : undefined };
  const expect = (/** @type {any} */ { key, uploadId, partSize }) => key && uploadId && partSize > 0;
  const begin = () => {
    // Not aborted with the upload: what S3 has begun by then must be known, so that it can be ended.
    const asked = api.ask("POST", "/s3/multipart", { ...shortly(), body, expect });
    asked.then((session) => task.signal.aborted && api.ask("DELETE", path({ session }), shortly())).catch(() => {});
    return abortable(asked, task.signal);
  };
  const { key, uploadId, partSize } = await retry(begin, task);
  transfer.session = { key, uploadId, partSize };
  if (alone) await remember(transfer.fingerprint, transfer.session);
}

/** @typedef {{url: string, headers?: Record<string, string>}} SignedPart */

/**
 * @param {Transfer} transfer
 * @param {Api} api
 * @param {(number: number) => Blob} part
 * @param {Set<number>} missing
 * @param {AbortSignal} signal
 * @returns {SignatureCache<number, SignedPart>} by the parts' numbers
 */
function signedParts(transfer, api, part, missing, signal) {
  const size = String(transfer.source.file.size);
  const urls = new SignatureCache({
    wanted: (/** @type {number} */ number) => missing.has(number),
    size: (number) => part(number).size,
    async ask(numbers) {
      if (transfer.checksum) {
        const query = { size, sha256: await sha256(part(numbers[0]), signal) };
        const expect = (/** @type {any} */ { url, expires }) => url && expires > 0;
        const signed = await api.ask("GET", path(transfer, `/${numbers[0]}`, query), { expect, signal });
        return { signed: [signed], expires: signed.expires };
      }
      const query = { size, partNumbers: numbers.join() };
      const expect = (/** @type {any} */ { presignedUrls, expires }) =>
        numbers.every((number) => presignedUrls?.[number]) && expires > 0;
      const { presignedUrls, expires } = await api.ask("GET", path(transfer, "/batch", query), { expect, signal });
      return { signed: numbers.map((number) => ({ url: presignedUrls[number] })), expires };
    },
  });
  // A part's checksum is signed with it, and no part is read before its turn.
  if (!transfer.checksum) missing.forEach((number) => urls.expect(number));
  return urls;
}

/**
 * @param {SignedPart} signed
 * @param {Blob} part
 */
function partRequest({ url, headers }, part) {
  return { method: /** @type {const} */ ("PUT"), url, headers, body: part };
}

/**
 * A request whose answer is lost is made again: of an upload that is complete
 * by then, the API tells what it told before.
 * @param {Transfer} transfer
 * @param {Api} api
 * @param {Map<number, string>} arrived
 * @param {Task} task
 * @returns {Promise<Stored>}
 */
async function complete(transfer, api, arrived, task) {
  transfer.become("confirming");
  // Where something on the way hides an ETag, S3's own list has it.
  if ([...arrived.values()].includes("")) {
    for (const { PartNumber, ETag } of await list(transfer, api, task)) arrived.set(PartNumber, ETag);
  }
  const { key } = /** @type {Session} */ (transfer.session);
  const body = { parts: Array.from(arrived, ([PartNumber, ETag]) => ({ PartNumber, ETag })) };
  const where = path(transfer, "/complete", { size: String(transfer.source.file.size) });
  const expect = (/** @type {any} */ answer) => answer.key === key;
  const asked = retry(() => api.ask("POST", where, { ...task, body, expect }), task);
  const { etag = "", location = "" } = await asked;
  end(transfer);
  return { key, etag, location };
}

/**
 * @param {{session?: Session}} upload
 * @param {string} [step]
 * @param {Record<string, string>} [query]
 */
function path({ session }, step = "", query = {}) {
  const { key, uploadId } = /** @type {Session} */ (session);
  return `/s3/multipart/${encodeURIComponent(uploadId)}${step}?${new URLSearchParams({ key, ...query })}`;
}

/**
 * @param {unknown} error with which an upload that was broken off did not go on
 * @returns {boolean} whether another one may do better
 */
function outdated(error) {
  if (error instanceof ApiError) return !error.transient;
  return error instanceof S3Error && ["NoSuchUpload", "SignatureDoesNotMatch"].includes(error.code);
}

/** @param {Transfer} transfer */
function end(transfer) {
  forget(transfer.fingerprint, /** @type {Session} */ (transfer.session));
  transfer.session = undefined;
}
