/**
 * The bucket, as its owner sees it.
 */
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";

const client = new S3Client({
  endpoint: process.env.S3_ENDPOINT,
  forcePathStyle: true,
  credentials: { accessKeyId: process.env.OWNER_ACCESS_KEY_ID, secretAccessKey: process.env.OWNER_SECRET_ACCESS_KEY },
});
const Bucket = process.env.S3_BUCKET;

/** Deletes what is stored, so that no disk fills up. */
export async function empty() {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
  for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket, Key }));
}
