/**
 * A backend that presigns PUTs, as AWS's sample does: GET ?name=&type= answers
 * {url}. https://github.com/aws-samples/amazon-s3-presigned-urls-aws-sam
 */
import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

// Credentials and region are in the environment.
const client = new S3Client({
  endpoint: process.env.S3_ENDPOINT,
  forcePathStyle: true,
  requestChecksumCalculation: "WHEN_REQUIRED",
});

/**
 * @param {string} name
 * @param {string} type
 */
export function presign(name, type) {
  const Key = `uploads/${randomUUID()}/${name}`;
  return getSignedUrl(client, new PutObjectCommand({ Bucket: process.env.S3_BUCKET, Key, ContentType: type }), {
    expiresIn: 3600,
  });
}

/**
 * Starts the backend. It also has what the page needs to measure by itself: the
 * uploaders' script, and an address to report to.
 * @param {string} script
 */
export async function startSigner(script) {
  let report = (/** @type {string} */ _outcome) => {};
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    response.setHeader("Access-Control-Allow-Origin", "*");
    if (pathname === "/uploaders.js") {
      response.writeHead(200, { "Content-Type": "text/javascript" }).end(script);
    } else if (pathname === "/report") {
      const chunks = await request.toArray();
      response.end();
      report(Buffer.concat(chunks).toString());
    } else {
      const url = await presign(searchParams.get("name") ?? "", searchParams.get("type") ?? "");
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify({ url }));
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => server.close(),
    /**
     * @param {number} timeout milliseconds
     * @returns {Promise<{milliseconds: number}>} what the page reports next
     */
    reported: (timeout) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("the page reported nothing")), timeout);
        report = (outcome) => {
          clearTimeout(timer);
          const { error, ...times } = JSON.parse(outcome);
          if (error) reject(new Error(error));
          else resolve(times);
        };
      }),
  };
}
