import { bytes, duration, percent } from './format.js';
import { Pace } from './pace.js';

/** @import { PostResponse } from './s3xml.js' */

/** Larger images cost more to decode than a thumbnail is worth. */
const MAX_THUMBNAIL_BYTES = 10_000_000;

/** Milliseconds between two writings of the figures: often enough to live, seldom enough to read. */
const REDRAW = 250;

/**
 * @typedef {'waiting' | 'asking' | 'sending' | 'confirming' | 'stored' | 'failed' | 'cancelled'} State
 */

/** One file's row: what is shown of it, and nothing of how it is uploaded. */
export class Row {
  /** @type {State} */
  state = 'waiting';
  #pace = new Pace();
  #fraction = 0;
  #started = 0;
  #thumbnail = '';
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /**
   * @param {HTMLTemplateElement} template
   * @param {File} file
   * @param {{cancel: () => void, retry: () => void, remove: () => void}} actions what its buttons do
   */
  constructor(template, file, actions) {
    const fragment = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    this.element = /** @type {HTMLLIElement} */ (fragment.firstElementChild);
    this.file = file;
    this.#find('.name').textContent = file.name;
    this.#find('.size').textContent = bytes(file.size);
    this.#find('.extension').textContent = /\.([\p{L}\d]{1,4})$/u.exec(file.name)?.[1] ?? '';
    this.#progress.setAttribute('aria-label', `Upload of ${file.name}`);
    for (const [name, act] of Object.entries(actions)) {
      const button = this.#find(`.${name}`);
      button.setAttribute('aria-label', `${button.textContent} ${file.name}`);
      button.addEventListener('click', act);
    }
    for (const button of this.element.querySelectorAll('.copy')) this.#copies(/** @type {HTMLButtonElement} */ (button));
    if (file.type.startsWith('image/') && file.size <= MAX_THUMBNAIL_BYTES) this.#showThumbnail();
    this.#become('waiting', 'Waiting for its turn');
  }

  asking() {
    this.#become('asking', 'Asking for permission…');
  }

  /** @param {number} fraction what part is sent, 0 to 1 */
  sending(fraction) {
    this.#fraction = fraction;
    this.#pace.add(fraction * this.file.size, performance.now());
    if (this.state !== 'sending' && fraction < 1) {
      this.#started = performance.now();
      this.#become('sending', '');
      this.#timer = setInterval(() => this.#drawFigures(), REDRAW);
      this.#drawFigures();
    }
    if (fraction === 1) {
      this.#progress.value = 1;
      this.#become('confirming', 'All sent. Waiting for the storage to confirm…');
    }
  }

  /** @param {PostResponse} answer */
  stored({ key, etag }) {
    this.#find('.key').textContent = key;
    this.#find('.etag').textContent = etag;
    this.#find('.stored').hidden = false;
    this.#become('stored', `Stored in ${duration((performance.now() - this.#started) / 1000)}`);
  }

  /**
   * @param {string} message
   * @param {boolean} retryable whether to offer a second try
   */
  failed(message, retryable) {
    this.#become('failed', message);
    this.#find('.retry').hidden = !retryable;
  }

  cancelled() {
    const certain = this.state !== 'confirming';
    this.#become('cancelled', certain ? 'Cancelled. Nothing was stored.' : 'Cancelled too late to be sure: it may have been stored.');
  }

  /** Back to the state of a row just made. */
  waiting() {
    this.#pace = new Pace();
    this.#progress.value = 0;
    this.#become('waiting', 'Waiting for its turn');
  }

  remove() {
    clearInterval(this.#timer);
    URL.revokeObjectURL(this.#thumbnail);
    this.element.remove();
  }

  get over() {
    return this.state === 'stored' || this.state === 'failed' || this.state === 'cancelled';
  }

  get #progress() {
    return /** @type {HTMLProgressElement} */ (this.#find('progress'));
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
    this.#find('.status').textContent = status;
    this.#find('.cancel').hidden = this.over;
    this.#find('.retry').hidden = state !== 'failed' && state !== 'cancelled';
    this.#find('.remove').hidden = !this.over;
    // The button under the person's finger has gone: the one in its place takes the focus.
    if (this.element.contains(focused) && /** @type {HTMLElement} */ (focused).hidden) {
      /** @type {HTMLElement | null} */ (this.element.querySelector('.actions button:not([hidden])'))?.focus();
    }
  }

  #drawFigures() {
    const rate = this.#pace.rate(performance.now());
    const sent = this.#fraction * this.file.size;
    const figures = [percent(this.#fraction), `${bytes(Math.round(sent))} of ${bytes(this.file.size)}`];
    if (rate > 0) figures.push(`${bytes(rate)}/s`, `${duration((this.file.size - sent) / rate)} left`);
    this.#progress.value = this.#fraction;
    this.#find('.status').textContent = figures.join(' · ');
  }

  #showThumbnail() {
    const image = /** @type {HTMLImageElement} */ (this.#find('img'));
    this.#thumbnail = URL.createObjectURL(this.file);
    // Until the image is seen to be one, the extension stands for it.
    image.addEventListener('load', () => (image.hidden = false));
    image.src = this.#thumbnail;
  }

  /** @param {HTMLButtonElement} button */
  #copies(button) {
    const what = `the ${button.dataset.copies === 'key' ? 'key' : 'ETag'} of ${this.file.name}`;
    /** @param {string} word */
    const say = (word) => {
      button.textContent = word;
      button.setAttribute('aria-label', `${word} ${what}`);
    };
    say('Copy');
    // Browsers keep the clipboard from pages served over plain HTTP, save from localhost.
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', async () => {
      const text = this.#find(`.${button.dataset.copies}`).textContent ?? '';
      say(await navigator.clipboard.writeText(text).then(() => 'Copied', () => 'Could not copy'));
      setTimeout(() => say('Copy'), 2000);
    });
  }
}
