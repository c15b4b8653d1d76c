/**
 * 200 files of 20 KB, as many come from a phone: the ways one after the other,
 * ROUNDS times.
 */
import { api, launch, report, uploaders, visit } from './browser.js';
import { startSigner } from './signer.js';

const FILES = 200;
const BYTES = 20_000;

const browser = await launch();
const signer = await startSigner();
try {
  const script = await uploaders();
  for (let round = 0; round < Number(process.env.ROUNDS); round++) {
    for (const [name, base] of [['slipway', api], ['uppy5', api], ['presignedPut', signer.url]]) {
      await report(name, () =>
        visit(browser, script, (page) =>
          page.evaluate(([name, base, count, size]) => uploaders.timed(name, uploaders.randomFiles(count, size), base), [name, base, FILES, BYTES]),
        ),
      );
    }
  }
} finally {
  await browser.close();
  signer.close();
}
