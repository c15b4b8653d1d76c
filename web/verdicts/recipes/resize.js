import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Jimp } from "jimp";

const s3 = new S3Client({ forcePathStyle: "AWS_ENDPOINT_URL_S3" in process.env }); // a server on this machine

const types = ["image/bmp", "image/gif", "image/jpeg", "image/png", "image/tiff"];
const most = 25_000_000; // pixels, of 4 bytes each when decoded

/**
 * A function for "Upload Accepted": makes a thumbnail of a picture. It lies
 * outside of KeyPrefix, or it would be judged and resized in its turn; its key is
 * the version's, so that an event that comes twice makes one. The role needs
 * s3:GetObjectVersion on KeyPrefix* and s3:PutObject on thumbnails/*.
 */
export async function handler({ detail: { bucket, key, versionId, foundType, width, height } }) {
  if (!types.includes(foundType) || !(width * height <= most)) return;
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
  const picture = await Jimp.read(Buffer.from(await Body.transformToByteArray()));
  if (width > 320 || height > 320) picture.scaleToFit({ w: 320, h: 320 });
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key: `thumbnails/${versionId}.jpg`,
      Body: await picture.getBuffer("image/jpeg", { quality: 80 }),
      ContentType: "image/jpeg",
    }),
  );
}
