/**
 * A backend that presigns PUTs, as AWS's sample does: GET ?name=&type= answers
 * {url}. https://github.com/aws-samples/amazon-s3-presigned-urls-aws-sam
 */
import { createServer } from 'node:http';
import { randomUUID } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

// Credentials and region are in the environment.
const client = new S3Client({ endpoint: process.env.S3_ENDPOINT, forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });

/**
 * @param {string} name
 * @param {string} type
 */
export function presign(name, type) {
  const Key = `uploads/${randomUUID()}/${name}`;
  return getSignedUrl(client, new PutObjectCommand({ Bucket: process.env.S3_BUCKET, Key, ContentType: type }), { expiresIn: 3600 });
}

/** Starts the backend. */
export async function startSigner() {
  const server = createServer(async (request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    const url = await presign(searchParams.get('name') ?? '', searchParams.get('type') ?? '');
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ url }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
