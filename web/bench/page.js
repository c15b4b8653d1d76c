/**
 * What the page does by itself: it uploads so many files in the way that its
 * address names, and reports to the helper how long that took.
 */
import * as slipway from "../slipway.js";

window.slipway = slipway;
const query = Object.fromEntries(new URLSearchParams(location.search));
if (query.helper) {
  await new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), {
      src: `${query.helper}/uploaders.js`,
      onload: resolve,
      onerror: reject,
    });
    document.head.append(script);
  });
  const files = uploaders.randomFiles(Number(query.files), Number(query.bytes));
  const outcome = await uploaders.timed(query.way, files, query.backend).catch((error) => ({ error: String(error) }));
  await fetch(`${query.helper}/report`, { method: "POST", body: JSON.stringify(outcome) });
}
