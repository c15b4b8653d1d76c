/** The function that resizes, with the local S3 server behind it. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { Jimp } from "jimp";

const bucket = process.env.S3_BUCKET;
assert.ok(bucket, "run this against the local stack: go run -C local . -- npm --prefix web/verdicts test");
process.env.AWS_ENDPOINT_URL_S3 = process.env.S3_ENDPOINT;
process.env.AWS_ACCESS_KEY_ID = process.env.OWNER_ACCESS_KEY_ID;
process.env.AWS_SECRET_ACCESS_KEY = process.env.OWNER_SECRET_ACCESS_KEY;
delete process.env.AWS_SESSION_TOKEN;

const s3 = new S3Client({ forcePathStyle: true });
const { handler } = await import("../recipes/resize.js");
const example = JSON.parse(await readFile(new URL("../../../events/verdicts/accepted.json", import.meta.url), "utf8"));

/** Store a picture that is accepted; resolves to its event. */
async function accept(key, width, height, color) {
  const data = await new Jimp({ width, height, color }).getBuffer("image/png");
  const Key = `uploads/${key}`;
  const { VersionId } = await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key, Body: data, ContentType: "image/png" }),
  );
  const TagSet = [{ Key: "slipway-verdict", Value: "accepted" }];
  await s3.send(new PutObjectTaggingCommand({ Bucket: bucket, Key, VersionId, Tagging: { TagSet } }));
  return { ...example, detail: { ...example.detail, bucket, key: Key, versionId: VersionId, width, height } };
}

async function thumbnail({ detail: { versionId } }) {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: `thumbnails/${versionId}.jpg` }));
  return Jimp.read(Buffer.from(await Body.transformToByteArray()));
}

const thumbnails = async () =>
  (await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "thumbnails/" }))).KeyCount;

test("a thumbnail of the version that was judged, once", async () => {
  const event = await accept("a.png", 800, 600, 0xff0000ff);
  const small = await accept("b.png", 30, 20, 0xff0000ff);
  await accept("a.png", 10, 10, 0x0000ffff); // the same form brings another
  for (const one of [event, small, event]) await handler(one);
  const made = await thumbnail(event);
  assert.deepEqual([made.width, made.height], [320, 240]);
  assert.ok(made.getPixelColor(100, 100) >>> 24 > 200, "it is red");
  const { width, height } = await thumbnail(small);
  assert.deepEqual([width, height], [30, 20]);
  assert.equal(await thumbnails(), 2);
});

test("what is no picture, or too large to decode, is left alone", async () => {
  const before = await thumbnails();
  const event = await accept("c.png", 30, 20, 0xff0000ff);
  for (const other of [
    { foundType: "application/pdf" },
    { foundType: "image/svg+xml" },
    { width: 60000, height: 60000 },
  ])
    await handler({ ...event, detail: { ...event.detail, ...other } });
  assert.equal(await thumbnails(), before);
});
