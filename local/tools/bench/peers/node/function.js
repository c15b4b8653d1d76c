// A function in Node.js that signs forms with the AWS SDK, and a loop that asks
// the Runtime API for events.
const http = require('node:http');
const { randomUUID } = require('node:crypto');
const { S3Client } = require('@aws-sdk/client-s3');
const { createPresignedPost } = require('@aws-sdk/s3-presigned-post');

const client = new S3Client({});

async function handle(event) {
  const { filename } = event.queryStringParameters;
  const form = await createPresignedPost(client, {
    Bucket: process.env.UPLOAD_BUCKET,
    Key: `${process.env.KEY_PREFIX}${randomUUID()}/${filename}`,
    Fields: { 'Content-Type': 'image/png', success_action_status: '201' },
    Conditions: [['content-length-range', 1, Number(process.env.MAX_UPLOAD_BYTES)]],
    Expires: Number(process.env.EXPIRES_SECONDS),
  });
  return { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(form) };
}

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function ask(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path: `/2018-06-01/runtime/invocation/${path}`, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

(async () => {
  for (;;) {
    const { headers, text } = await ask('GET', 'next');
    const answer = await handle(JSON.parse(text));
    await ask('POST', `${headers['lambda-runtime-aws-request-id']}/response`, JSON.stringify(answer));
  }
})();
