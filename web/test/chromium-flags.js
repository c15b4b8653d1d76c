/**
 * The Chromium of tests and measurements.
 */
import { existsSync } from "node:fs";

const system = "/usr/bin/chromium";

/** The Chromium that CHROMIUM names, else the system's; undefined: Playwright's own. */
export const executablePath = process.env.CHROMIUM || (existsSync(system) ? system : undefined);

/** What it is started with. */
export const flags = [
  "--disable-gpu",
  // Nothing but the page may use the network.
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-quic",
  "--disable-sync",
  "--no-first-run",
  // Chromium's sandbox refuses to work for root.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];
