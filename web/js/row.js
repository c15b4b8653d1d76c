import { UploadError } from "../slipway.js";
import { isOver, isStored, statusOf } from "./status.js";
import { words } from "./words.js";

/** @import { View } from './status.js' */

/** Bytes. Larger images take too long to decode for a thumbnail. */
const MAX_THUMBNAIL_BYTES = 10_000_000;

/** Milliseconds between two updates of the figures, so that they can be read. */
const REDRAW = 250;

/** Milliseconds for which a row says that its upload has resumed. */
const CONTINUING = 2000;

/**
 * The buttons of a row.
 * @type {Record<View['state'], string[]>}
 */
const BUTTONS = {
  chosen: ["take-out"],
  waiting: ["pause", "cancel"],
  signing: ["pause", "cancel"],
  sending: ["pause", "cancel"],
  confirming: ["pause", "cancel"],
  retrying: ["retry", "cancel"],
  paused: ["resume", "cancel"],
  stored: ["details", "hide"],
  checking: ["details", "hide"],
  accepted: ["details", "delete", "hide"],
  failed: ["retry", "hide"],
  cancelled: ["retry", "hide"],
};

/** The row of a file. It only shows a view. */
export class Row {
  /** @type {View | undefined} */
  #view;
  #late = false;
  #drawn = 0;
  #continuing = 0;
  #thumbnail = "";

  /**
   * @param {HTMLTemplateElement} template
   * @param {string} id of the row
   * @param {File} file
   * @param {string} path in the chosen folder; "" for none
   */
  constructor(template, id, file, path) {
    const fragment = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    this.element = /** @type {HTMLLIElement} */ (fragment.firstElementChild);
    this.element.dataset.id = id;
    this.file = file;
    this.#find(".name").textContent = file.name;
    const folder = path.slice(0, -file.name.length);
    if (folder) this.#find(".folder").textContent = folder;
    this.#find(".size").textContent = words.say("size", { size: file.size });
    this.#find(".extension").textContent = /\.([\p{L}\d]{1,4})$/u.exec(file.name)?.[1] ?? "";
    this.#progress.setAttribute("aria-label", words.say("progressOf", { name: file.name }));
    if (file.type.startsWith("image/") && file.size <= MAX_THUMBNAIL_BYTES) {
      this.#thumbnail = URL.createObjectURL(file);
      this.picture(this.#thumbnail);
    }
  }

  /**
   * @param {View} view
   * @param {boolean} inForm whether the file is sent in a form
   */
  show(view, inForm) {
    const before = this.#view?.state;
    const changed = view.state !== before;
    const now = performance.now();
    this.#view = view;
    if (view.state === "sending" || !changed) this.#progress.value = view.size ? view.loaded / view.size : 0;
    if (view.state === "confirming") this.#progress.value = 1;
    if (!changed && now < this.#drawn + REDRAW) return;
    this.#drawn = now;
    if (changed) this.#late = before === "confirming";
    const continuing = view.state === "sending" && now < this.#continuing;
    this.note(statusOf(view, { inForm, continuing, late: this.#late }));
    if (changed) this.#become(view);
  }

  /** Shows that the upload has resumed. */
  continues() {
    this.#continuing = performance.now() + CONTINUING;
  }

  /** @param {string} sentence instead of the status */
  note(sentence) {
    this.#find(".status").textContent = sentence;
  }

  /**
   * Shows the image in place of the extension, once it has loaded.
   * @param {string} url
   */
  picture(url) {
    const image = /** @type {HTMLImageElement} */ (this.#find("img"));
    image.addEventListener("load", () => image.classList.add("seen"));
    image.src = url;
  }

  /** Opens or closes the fold with key and ETag. */
  fold() {
    const fold = this.#find(".stored");
    fold.hidden = !fold.hidden;
    this.#find(".details").setAttribute("aria-expanded", String(!fold.hidden));
  }

  /** @param {HTMLButtonElement} button that copies the key or the ETag */
  async copy(button) {
    const what = button.dataset.copies;
    const text = this.#find(`.${what}`).textContent ?? "";
    const done = await navigator.clipboard.writeText(text).then(
      () => "copied",
      () => "copyFailed",
    );
    this.#labelCopy(button, done);
    setTimeout(() => this.#labelCopy(button, "copy"), 2000);
  }

  remove() {
    URL.revokeObjectURL(this.#thumbnail);
    this.element.remove();
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

  /** @param {View} view in another state than before */
  #become(view) {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement); // before a hidden button loses the focus
    const { state, error } = view;
    // A rejected file is stored, too.
    this.element.dataset.state = isStored(view) ? "stored" : state;
    this.element.dataset.verdict = state === "checking" || state === "accepted" ? state : "";
    this.#progress.hidden = isOver(view) || state === "chosen";
    for (const button of /** @type {NodeListOf<HTMLElement>} */ (
      this.element.querySelectorAll(".actions button, .delete")
    )) {
      const again = state !== "failed" || (error instanceof UploadError && error.retryable);
      button.hidden = !BUTTONS[state].includes(button.className) || (button.className === "retry" && !again);
      if (!button.hidden) this.#label(button);
    }
    if (view.stored) this.#showStored(view.stored);
    // The focused button is hidden now: focus the one in its place.
    if (focused?.hidden && this.element.contains(focused)) {
      /** @type {HTMLElement | null} */ (this.element.querySelector(".actions button:not([hidden])"))?.focus();
    }
  }

  /** @param {HTMLElement} button */
  #label(button) {
    const { name } = this.file;
    const details = button.className === "details";
    const action = button.textContent;
    button.setAttribute(
      "aria-label",
      details ? words.say("detailsOf", { name }) : words.say("actionOn", { action, name }),
    );
  }

  /** @param {{key: string, etag: string}} stored */
  #showStored({ key, etag }) {
    this.#find(".key").textContent = key;
    this.#find(".etag").textContent = etag;
    /** @type {HTMLElement} */ (this.#find(".etag").closest("div")).hidden = !etag;
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (this.element.querySelectorAll(".copy"))) {
      this.#labelCopy(button, "copy");
      // Over plain HTTP, only localhost may use the clipboard.
      button.hidden = !navigator.clipboard;
    }
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {string} key of the words
   */
  #labelCopy(button, key) {
    const action = words.say(key);
    const { name } = this.file;
    button.textContent = action;
    button.setAttribute(
      "aria-label",
      words.say(button.dataset.copies === "key" ? "copyKey" : "copyEtag", { action, name }),
    );
  }
}
