/**
 * The table of README.md: who uploads, and what of it works. Its rows are here,
 * and every cell is filled by the test that has shown it.
 */
import { readFileSync } from "node:fs";

/** @typedef {{single?: string, multipart?: string, resume?: string}} Cells */
/** @typedef {{client: string, version: string, recipe?: string, configure: string, alias?: Record<string, string>} & Cells} Row */

/** @type {Record<string, string>} */
const dependencies = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).devDependencies;

/** @type {Row[]} */
const rows = [];

/**
 * Adds a row to the table.
 * @param {{client: string, version: string, recipe?: string, configure: string, alias?: Record<string, string>}} row
 * recipe: a file of recipes, if it has one; alias: which package stands for one that it imports
 * @returns {Row}
 */
export function add(row) {
  rows.push(row);
  return row;
}

/**
 * The version of a dependency.
 * @param {string} name
 */
export function version(name) {
  return dependencies[name].split("@").at(-1) ?? "";
}

/** The table in Markdown. */
export function markdown() {
  return [
    "| client | version | single | multipart | resume | what to configure |",
    "|---|---|---|---|---|---|",
    ...rows.map(
      (row) => `| ${[row.client, row.version, row.single, row.multipart, row.resume, row.configure].join(" | ")} |`,
    ),
  ].join("\n");
}

/** The recipes' files, each once. */
export const recipes = () => [...new Set(rows.flatMap(({ recipe = [] }) => recipe))];
