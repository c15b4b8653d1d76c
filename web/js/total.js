import { isOver, isStored } from "./status.js";
import { words } from "./words.js";

/** @import { View } from './status.js' */

/** Milliseconds between two updates of the figures. */
const REDRAW = 500;

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** The head of the list: the number of files, their progress and rate, and the buttons for all of them. */
export class Total {
  #drawn = 0;
  #summary = "";

  /**
   * @param {View[]} views of all files in the list
   * @param {{rate?: number, secondsLeft?: number}} pace
   */
  show(views, { rate, secondsLeft }) {
    /** @type {Record<string, number>} */
    const count = {};
    let [loaded, size, running] = [0, 0, 0];
    for (const view of views) {
      const kind = view.state === "failed" && view.stored ? "rejected" : view.state;
      count[kind] = (count[kind] ?? 0) + 1;
      if (["chosen", "failed", "cancelled"].includes(view.state)) continue;
      loaded += view.loaded;
      size += view.size;
      if (!isOver(view)) running++;
    }
    const over = views.filter(isOver).length;
    const chosen = count.chosen ?? 0;
    const paused = count.paused ?? 0;

    byId("uploads").hidden = !views.length;
    byId("start").hidden = !chosen;
    byId("start").textContent = words.say("start", { count: chosen });
    byId("pause-all").hidden = !running;
    byId("pause-all").textContent = words.say(paused === running ? "resumeAll" : "pauseAll");
    byId("retry-all").hidden = !views.some(canRetry);
    byId("cancel-all").hidden = !running;
    byId("clear").hidden = !over;
    byId("total").hidden = !running;

    const summary = this.#summarise(views, { ...count, running });
    const now = performance.now();
    if (summary === this.#summary && now < this.#drawn + REDRAW) return;
    this.#drawn = now;
    this.#summary = summary;
    byId("summary").textContent = summary;
    const fraction = size ? loaded / size : 0;
    /** @type {HTMLProgressElement} */ (byId("total-bar")).value = fraction;
    const figures = [words.say("figures", { percent: fraction, loaded, size })];
    if (rate) figures.push(words.say("rate", { rate }));
    if (rate && secondsLeft !== undefined) figures.push(words.say("timeLeft", { seconds: secondsLeft }));
    byId("total-figures").textContent = figures.join(" · ");
  }

  /**
   * @param {View[]} views
   * @param {Record<string, number>} count
   */
  #summarise(views, count) {
    const parts = [words.say("summary", { stored: views.filter(isStored).length, total: views.length })];
    for (const [name, key] of /** @type {const} */ ([
      ["chosen", "countChosen"],
      ["running", "countRunning"],
      ["paused", "countPaused"],
      ["checking", "countChecking"],
      ["failed", "countFailed"],
      ["rejected", "countRejected"],
      ["cancelled", "countCancelled"],
    ])) {
      if (count[name]) parts.push(words.say(key, { count: count[name] }));
    }
    return parts.join(" · ");
  }
}

/** @param {View} view */
export const canRetry = ({ state, error }) =>
  state === "failed" && /** @type {{retryable?: boolean} | undefined} */ (error)?.retryable === true;
