import { load } from "./language.js";

/** The words of this page, in the browser's language. */
export const words = await load(navigator.languages);

document.documentElement.lang = words.locale;
document.documentElement.dir = words.direction;
document.title = words.say("documentTitle");
words.fill(document.body);
for (const template of document.querySelectorAll("template")) words.fill(template.content);
