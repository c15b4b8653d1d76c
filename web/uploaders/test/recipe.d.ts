/** What the recipe in a test's page exports; the code of page.evaluate sees it. */
declare const recipe: any;
