/**
 * 200 files of 20 KB, as many come from a phone: the ways one after the other,
 * ROUNDS times.
 */
import { api, open, report, uploaders } from "./browser.js";
import { startSigner } from "./signer.js";

/** Milliseconds for one upload of all files. */
const TIMEOUT = 120_000;

const signer = await startSigner(await uploaders());
try {
  for (let round = 0; round < Number(process.env.ROUNDS); round++) {
    for (const [way, backend] of [
      ["slipway", api],
      ["uppy5", api],
      ["presignedPut", signer.url],
    ]) {
      await report(way, async () => {
        const reported = signer.reported(TIMEOUT);
        const close = await open({ way, backend, helper: signer.url, files: "200", bytes: "20000" });
        try {
          return await reported;
        } finally {
          await close();
        }
      });
    }
  }
} finally {
  signer.close();
}
