/**
 * Each way to upload, in the page. All have six files under way at once, which
 * is what Uppy and Chromium allow.
 */

const ways = {
  slipway: async (files, api) => {
    const results = await window.slipway.upload(files, { api }).done;
    for (const result of results) if (result.status !== "fulfilled") throw result.reason;
  },

  uppy5: (files, api) => window.uppy5.upload(files, { endpoint: api }),

  uppy6: (files, api) => window.uppy6.upload(files, { companionEndpoint: api }),

  // As AWS's sample has it: GET a presigned URL, PUT the file there.
  presignedPut: async (files, signer) => {
    const left = files.values();
    const workers = Array.from({ length: 6 }, async () => {
      for (const file of left) {
        const signed = await fetch(`${signer}/?${new URLSearchParams({ name: file.name, type: file.type })}`);
        const { url } = await signed.json();
        const stored = await fetch(url, { method: "PUT", body: file });
        if (!stored.ok) throw new Error(`PUT: ${stored.status} ${await stored.text()}`);
      }
    });
    await Promise.all(workers);
  },
};

/** @returns milliseconds until the last file was stored, and until all parts were sent, if it went in parts */
export async function timed(way, files, backend) {
  performance.setResourceTimingBufferSize(10_000);
  const begun = performance.now();
  await ways[way](files, backend);
  const milliseconds = performance.now() - begun;
  const completed = performance.getEntriesByType("resource").find(({ name }) => name.includes("/complete?"));
  return { milliseconds, sent: completed && completed.startTime - begun };
}

/** @returns files of random bytes, size each */
export function randomFiles(count, size) {
  return Array.from({ length: count }, (_, number) => {
    const bytes = crypto.getRandomValues(new Uint8Array(size));
    return new File([bytes], `photo-${number}.jpg`, { type: "image/jpeg" });
  });
}
