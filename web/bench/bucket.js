/**
 * The bucket, as its owner sees it.
 */
import { DeleteObjectCommand, ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";

const client = new S3Client({
  endpoint: process.env.S3_ENDPOINT,
  forcePathStyle: true,
  credentials: { accessKeyId: process.env.OWNER_ACCESS_KEY_ID, secretAccessKey: process.env.OWNER_SECRET_ACCESS_KEY },
});
const Bucket = process.env.S3_BUCKET;

/** Deletes every version of what is stored, so that no disk fills up. */
export async function empty() {
  const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
  for (const { Key, VersionId } of [...Versions, ...DeleteMarkers])
    await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
}
