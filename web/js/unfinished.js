import { forgetAll } from "../slipway.js";
import { unfinished } from "../slipway/memory.js";
import { notice } from "./notice.js";
import { words } from "./words.js";

/**
 * Says, before files are chosen, how many uploads can be resumed. Their names are
 * not known: the browser has none in clear.
 * @param {HTMLElement} element hidden, with a sentence and a button in it
 */
export async function showUnfinished(element) {
  const begun = await unfinished();
  if (!begun.length) return;
  const [sentence, giveUp] = /** @type {Iterable<HTMLElement>} */ (element.children);
  const when = new Date(Math.max(...begun.map(Number)));
  sentence.textContent = words.say("unfinished", { count: begun.length, when });
  element.hidden = false;
  giveUp.addEventListener("click", () => {
    forgetAll();
    element.hidden = true;
    notice(words.say("givenUp"));
    document.getElementById("choose")?.focus();
  });
}
