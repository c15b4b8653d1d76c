/**
 * Access to the bucket as its owner, to check what is stored.
 */
import { createHash } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { setting } from "./stack.js";

const Bucket = setting("S3_BUCKET");
const client = new S3Client({
  endpoint: setting("S3_ENDPOINT"),
  region: setting("AWS_REGION"),
  forcePathStyle: true,
  responseChecksumValidation: "WHEN_REQUIRED",
  credentials: {
    accessKeyId: setting("OWNER_ACCESS_KEY_ID"),
    secretAccessKey: setting("OWNER_SECRET_ACCESS_KEY"),
  },
});

/**
 * @param {string} key
 * @returns {Promise<{bytes: Buffer, type: string | undefined, etag: string | undefined, metadata: Record<string, string> | undefined, headers: object}>}
 */
export async function stored(key) {
  const { Body, CacheControl, ContentDisposition, ContentType, ETag, Metadata } = await client.send(
    new GetObjectCommand({ Bucket, Key: key }),
  );
  if (!Body) throw new Error(`${key} has no body`);
  const headers = { "Cache-Control": CacheControl, "Content-Disposition": ContentDisposition };
  return {
    bytes: Buffer.from(await Body.transformToByteArray()),
    type: ContentType,
    etag: ETag,
    metadata: Metadata,
    headers,
  };
}

/**
 * @param {string} key
 * @returns {Promise<string>} of an object that may be large, in hexadecimal
 */
export async function hashOf(key) {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key }));
  const hash = createHash("sha256");
  for await (const chunk of /** @type {AsyncIterable<Buffer>} */ (Body)) hash.update(chunk);
  return hash.digest("hex");
}

/** @param {string} key */
export function head(key) {
  return client.send(new HeadObjectCommand({ Bucket, Key: key, ChecksumMode: "ENABLED" }));
}

/**
 * Returns the unfinished uploads in parts.
 * @returns {Promise<Array<{Key?: string, UploadId?: string}>>}
 */
export async function unfinished() {
  return (await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? [];
}

/**
 * Returns the number of uploaded parts of an unfinished upload.
 * @param {import('@aws-sdk/client-s3').MultipartUpload} upload
 */
export async function partsOf({ Key, UploadId }) {
  return ((await client.send(new ListPartsCommand({ Bucket, Key, UploadId }))).Parts ?? []).length;
}

/** @param {{Key?: string, UploadId?: string}} upload */
export function abort({ Key, UploadId }) {
  return client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
}

/**
 * @param {{Key?: string, UploadId?: string}} upload
 * @param {number} PartNumber
 * @param {string | Uint8Array} Body
 */
export function putPart({ Key, UploadId }, PartNumber, Body) {
  return client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
}

/** @returns {Promise<string[]>} every key, sorted */
export async function keys() {
  /** @type {string[]} */
  const all = [];
  let token;
  do {
    /** @type {import('@aws-sdk/client-s3').ListObjectsV2CommandOutput} */
    const page = await client.send(new ListObjectsV2Command({ Bucket, ContinuationToken: token }));
    for (const { Key } of page.Contents ?? []) all.push(String(Key));
    token = page.NextContinuationToken;
  } while (token);
  return all.sort();
}
