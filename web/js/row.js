import { UploadError } from "../slipway.js";
import { bytes, duration, percent } from "./format.js";
import { Pace } from "./pace.js";

/** @import { State, Upload } from '../slipway.js' */

/** Larger images cost more to decode than a thumbnail is worth. */
const MAX_THUMBNAIL_BYTES = 10_000_000;

/** Milliseconds between two writings of the figures: often enough to live, seldom enough to read. */
const REDRAW = 250;

/** One file's row: what is shown of it, and nothing of how it is uploaded. */
export class Row {
  /** @type {State} */
  state = "waiting";
  #pace = new Pace();
  #loaded = 0;
  #started = 0;
  #thumbnail = "";
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /**
   * @param {HTMLTemplateElement} template
   * @param {File} file
   * @param {{pause: () => void, resume: () => void, cancel: () => void, retry: () => void, remove: () => void}} actions what its buttons do
   */
  constructor(template, file, actions) {
    const fragment = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    this.element = /** @type {HTMLLIElement} */ (fragment.firstElementChild);
    this.file = file;
    this.#find(".name").textContent = file.name;
    this.#find(".size").textContent = bytes(file.size);
    this.#find(".extension").textContent = /\.([\p{L}\d]{1,4})$/u.exec(file.name)?.[1] ?? "";
    this.#progress.setAttribute("aria-label", `Upload of ${file.name}`);
    for (const [name, act] of Object.entries(actions)) {
      const button = this.#find(`.${name}`);
      button.setAttribute("aria-label", `${button.textContent} ${file.name}`);
      button.addEventListener("click", act);
    }
    for (const button of this.element.querySelectorAll(".copy"))
      this.#copies(/** @type {HTMLButtonElement} */ (button));
    if (file.type.startsWith("image/") && file.size <= MAX_THUMBNAIL_BYTES) this.#showThumbnail();
    this.#become("waiting", "Waiting for its turn");
  }

  /** @param {Upload} upload */
  show(upload) {
    const { state, loaded, error } = upload;
    if (loaded < this.#loaded) this.#pace = new Pace(); // something is sent again
    this.#loaded = loaded;
    this.#pace.add(loaded, performance.now());
    if (state === this.state) return;
    switch (state) {
      case "waiting":
        return this.#become(state, "Waiting for its turn");
      case "signing":
        this.#started ||= performance.now();
        return this.#become(state, "Asking for permission…");
      case "sending":
        this.#pace = new Pace();
        this.#become(state, "");
        this.#timer = setInterval(() => this.#drawFigures(), REDRAW);
        return this.#drawFigures();
      case "confirming":
        this.#progress.value = 1;
        return this.#become(state, "All sent. Waiting for the storage to confirm…");
      case "retrying":
        return this.#become(
          state,
          navigator.onLine
            ? `Interrupted at ${this.#percent}. Trying again in a moment…`
            : `You are offline. It goes on from ${this.#percent} when you are connected.`,
        );
      case "paused":
        return this.#become(state, `Paused at ${this.#percent}`);
      case "stored":
        return this.#become(state, `Stored in ${duration((performance.now() - this.#started) / 1000)}`);
      case "failed":
        this.#become(
          state,
          error instanceof UploadError ? error.message : "This page failed. Reload it, and try again.",
        );
        this.#find(".retry").hidden = !(error instanceof UploadError && error.retryable);
        return;
      case "cancelled":
        const certain = this.state !== "confirming";
        return this.#become(
          state,
          certain ? "Cancelled. Nothing was stored." : "Cancelled too late to be sure: it may have been stored.",
        );
    }
  }

  /**
   * @param {string} key
   * @param {string} etag "" if it is not known
   */
  stored(key, etag) {
    this.#find(".key").textContent = key;
    this.#find(".etag").textContent = etag;
    /** @type {HTMLElement} */ (this.#find(".etag").closest("div")).hidden = !etag;
    this.#find(".stored").hidden = false;
  }

  remove() {
    clearInterval(this.#timer);
    URL.revokeObjectURL(this.#thumbnail);
    this.element.remove();
  }

  get over() {
    return this.state === "stored" || this.state === "failed" || this.state === "cancelled";
  }

  get #progress() {
    return /** @type {HTMLProgressElement} */ (this.#find("progress"));
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement}
   */
  #find(selector) {
    const found = this.element.querySelector(selector);
    if (!found) throw new Error(`the template of a row has no ${selector}`);
    return /** @type {HTMLElement} */ (found);
  }

  /**
   * @param {State} state
   * @param {string} status
   */
  #become(state, status) {
    clearInterval(this.#timer);
    const focused = document.activeElement; // asked before: a button that is hidden loses the focus at once
    this.state = state;
    this.element.dataset.state = state;
    this.#find(".status").textContent = status;
    this.#find(".pause").hidden = this.over || state === "paused" || state === "retrying";
    this.#find(".resume").hidden = state !== "paused";
    this.#find(".cancel").hidden = this.over;
    this.#find(".retry").hidden = !["failed", "cancelled", "retrying"].includes(state);
    this.#find(".remove").hidden = !this.over;
    // The button under the person's finger has gone: the one in its place takes the focus.
    if (this.element.contains(focused) && /** @type {HTMLElement} */ (focused).hidden) {
      /** @type {HTMLElement | null} */ (this.element.querySelector(".actions button:not([hidden])"))?.focus();
    }
  }

  get #percent() {
    return percent(this.file.size && this.#loaded / this.file.size);
  }

  #drawFigures() {
    const rate = this.#pace.rate(performance.now());
    const figures = [this.#percent, `${bytes(Math.round(this.#loaded))} of ${bytes(this.file.size)}`];
    if (rate > 0) figures.push(`${bytes(rate)}/s`, `${duration((this.file.size - this.#loaded) / rate)} left`);
    this.#progress.value = this.#loaded / this.file.size || 0;
    this.#find(".status").textContent = figures.join(" · ");
  }

  #showThumbnail() {
    const image = /** @type {HTMLImageElement} */ (this.#find("img"));
    this.#thumbnail = URL.createObjectURL(this.file);
    // Until the image is seen to be one, the extension stands for it.
    image.addEventListener("load", () => (image.hidden = false));
    image.src = this.#thumbnail;
  }

  /** @param {HTMLButtonElement} button */
  #copies(button) {
    const what = `the ${button.dataset.copies === "key" ? "key" : "ETag"} of ${this.file.name}`;
    /** @param {string} word */
    const say = (word) => {
      button.textContent = word;
      button.setAttribute("aria-label", `${word} ${what}`);
    };
    say("Copy");
    // Browsers keep the clipboard from pages served over plain HTTP, save from localhost.
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      const text = this.#find(`.${button.dataset.copies}`).textContent ?? "";
      say(
        await navigator.clipboard.writeText(text).then(
          () => "Copied",
          () => "Could not copy",
        ),
      );
      setTimeout(() => say("Copy"), 2000);
    });
  }
}
