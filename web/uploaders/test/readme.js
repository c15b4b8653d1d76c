/** README.md has the table as the tests have filled it, and each recipe as it ran. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { markdown, recipes } from "./table.js";

test("README.md has the table and the recipes", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  assert.ok(readme.includes(`\n${markdown()}\n`), `README.md must have this table:\n\n${markdown()}\n`);
  for (const recipe of recipes()) {
    const code = await readFile(new URL(`../recipes/${recipe}`, import.meta.url), "utf8");
    assert.ok(
      readme.includes(`\n\`\`\`${recipe.split(".").at(-1)}\n${code}\`\`\`\n`),
      `README.md must have web/uploaders/recipes/${recipe} as it is:\n\n${code}`,
    );
  }
});
