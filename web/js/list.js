import { RejectedError, upload } from "../slipway.js";
import { inForm, judge } from "../slipway/rules.js";
import { Row } from "./row.js";
import { isOver } from "./status.js";
import { canRetry, Total } from "./total.js";

/** @import { FileSnapshot, Rules, Upload, Uploads } from '../slipway.js' */
/** @import { Entry } from './drop.js' */
/** @import { View } from './status.js' */

/** Rows created in one task: a thousand would block the page. */
const ROWS_AT_ONCE = 50;

/** Milliseconds of one task: longer ones block the page. */
const TASK = 30;

/** Bytes above which a file is sent in parts. */
const THRESHOLD = 16 * 1024 ** 2;

/**
 * @typedef {object} Item a file in the list
 * @property {Entry} entry
 * @property {Row} row
 * @property {View} view
 * @property {Upload} [upload] once it is started
 * @property {FileSnapshot} [shown] the snapshot that the view shows
 */

/**
 * The files of the page. Data flows one way: the client's snapshot becomes views,
 * which the rows and the head of the list show.
 */
export class List {
  /** @type {Rules | undefined} once they are known */
  rules;
  #element;
  #template;
  #options;
  #onState;
  #total = new Total();
  /** @type {Map<string, Item>} by the id of the row */
  #items = new Map();
  /** @type {Map<string, Item>} by the id of the upload */
  #started = new Map();
  /** @type {Uploads | undefined} */
  #uploads;
  #count = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #drawing;
  /** @type {'accepted' | 'stored'} what uploads wait for; "stored" once the API has no verdicts */
  #until = "accepted";

  /**
   * @param {HTMLElement} element
   * @param {HTMLTemplateElement} template of a row
   * @param {{api: string, headers: () => Record<string, string>}} options of the client
   * @param {(item: Item, before: View['state']) => void} onState called when a file changes its state
   */
  constructor(element, template, options, onState) {
    this.#element = element;
    this.#template = template;
    this.#options = options;
    this.#onState = onState;
  }

  get items() {
    return [...this.#items.values()];
  }

  /** The items but those that failed or were cancelled. */
  get live() {
    return this.items.filter(({ view }) => view.state !== "failed" && view.state !== "cancelled");
  }

  /**
   * Returns the entries that are not in the list yet.
   * @param {Entry[]} entries
   */
  unlisted(entries) {
    const listed = new Set(this.live.map(({ entry }) => identity(entry)));
    return entries.filter((entry) => {
      const one = identity(entry);
      return !listed.has(one) && listed.add(one);
    });
  }

  /**
   * @param {Entry[]} entries
   * @param {boolean} review whether they wait for start()
   */
  async add(entries, review) {
    for (let i = 0; i < entries.length; i += ROWS_AT_ONCE) {
      const items = entries.slice(i, i + ROWS_AT_ONCE).map((entry) => this.#append(entry));
      this.#element.append(...items.map(({ row }) => row.element));
      for (const item of items) if (review || item.view.state === "failed") this.#show(item, item.view);
      if (review) this.#draw();
      else this.#start(items);
      await new Promise((resolve) => setTimeout(resolve)); // let the page do other work
    }
  }

  /** Uploads the chosen files. */
  start() {
    this.#start(this.items.filter(({ view }) => view.state === "chosen"));
  }

  /** @param {HTMLElement} element inside a row */
  itemOf(element) {
    return this.#items.get(element.closest("li")?.dataset.id ?? "");
  }

  /**
   * Removes files from the list.
   * @param {...Item} items
   */
  remove(...items) {
    for (const { upload, row } of items) {
      upload?.cancel(); // also aborts a failed upload in parts
      this.#items.delete(String(row.element.dataset.id));
      if (upload) this.#started.delete(upload.id);
      row.remove();
    }
    if (!this.#items.size) this.#uploads = undefined;
    this.#draw();
  }

  /** Removes the files that are over. */
  clear() {
    this.remove(...this.items.filter(({ view }) => isOver(view)));
  }

  /** Pauses all files, or resumes all if all are paused. */
  pauseOrResume() {
    const running = this.items.filter(({ view }) => !isOver(view) && view.state !== "chosen");
    const pauses = running.some(({ view }) => view.state !== "paused");
    inTurn(running, ({ upload }) => (pauses ? upload?.pause() : upload?.resume()));
  }

  retry() {
    inTurn(this.items, ({ view, upload }) => canRetry(view) && upload?.retry());
  }

  cancel() {
    // The last ones first: they would start when the others end.
    inTurn(this.items.reverse(), ({ view, upload }) => !isOver(view) && upload?.cancel());
  }

  /**
   * @param {Entry} entry
   * @returns {Item}
   */
  #append(entry) {
    const { file } = entry;
    const id = `row-${++this.#count}`;
    const row = new Row(this.#template, id, file, pathOf(entry));
    const error = this.rules && judge(file, this.rules);
    const { name, size } = file;
    const state = error ? /** @type {const} */ ("failed") : /** @type {const} */ ("chosen");
    /** @type {Item} */
    const item = { entry, row, view: { name, size, loaded: 0, state, error, stored: undefined } };
    this.#items.set(id, item);
    return item;
  }

  /** @param {Item[]} items */
  #start(items) {
    const started = items.filter(({ view }) => view.state === "chosen");
    const entries = started.map(({ entry }) => ({ ...entry, until: this.#until }));
    if (entries.length) {
      const before = this.#uploads;
      this.#uploads ??= upload(entries, {
        ...this.#options,
        paths: true,
        threshold: THRESHOLD,
        onChange: this.#watch(),
      });
      const files = before ? this.#uploads.add(entries) : this.#uploads.files;
      const uploads = this.#uploads;
      if (!before) uploads.subscribe(() => this.#uploads === uploads && this.#draw());
      started.forEach((item, i) => {
        item.upload = files[i];
        this.#started.set(files[i].id, item);
      });
    }
    this.#draw();
  }

  /** Shows at once when an upload resumes: the next snapshot may have more bytes. */
  #watch() {
    /** @type {Map<string, string>} */
    const states = new Map();
    return (/** @type {Upload} */ { id, state, loaded }) => {
      const before = states.get(id) ?? "";
      states.set(id, state);
      const begins = state === "sending" && ["waiting", "signing"].includes(before);
      if (begins && loaded > 0) this.#started.get(id)?.row.continues();
    };
  }

  #draw() {
    const snapshot = this.#uploads?.snapshot();
    const end = performance.now() + TASK;
    for (const file of snapshot?.files ?? []) {
      const item = this.#started.get(file.id);
      if (!item || item.shown === file) continue;
      if (performance.now() > end) {
        this.#drawSoon();
        break;
      }
      item.shown = file;
      this.#show(item, this.#viewOf(file));
    }
    this.#total.show(
      this.items.map(({ view }) => view),
      snapshot ?? {},
    );
  }

  /** Draws the other rows after the page has done other work. */
  #drawSoon() {
    clearTimeout(this.#drawing);
    this.#drawing = setTimeout(() => this.#draw());
  }

  /**
   * Returns a file's view. What S3 has is shown as stored unless it is rejected, even if the API tells no verdict.
   * @param {FileSnapshot} file
   * @returns {View}
   */
  #viewOf(file) {
    const { state, stored, error } = file;
    if (!stored || error instanceof RejectedError) return file;
    if (state === "retrying") return { ...file, state: "checking" };
    if (state !== "failed") return file;
    if (error && "status" in error && (error.status === 403 || error.status === 404)) this.#until = "stored";
    return { ...file, state: "stored", error: undefined };
  }

  /**
   * @param {Item} item
   * @param {View} view
   */
  #show(item, view) {
    const before = item.view === view ? "chosen" : item.view.state;
    item.view = view;
    item.row.show(view, this.rules ? inForm(view.size, THRESHOLD, this.rules) : view.size <= THRESHOLD);
    if (view.state !== before) this.#onState(item, before);
  }
}

/**
 * @template T
 * @param {T[]} all
 * @param {(one: T) => unknown} act
 */
async function inTurn(all, act) {
  let end = performance.now() + TASK;
  for (const one of all) {
    if (performance.now() > end) {
      await new Promise((resolve) => setTimeout(resolve));
      end = performance.now() + TASK;
    }
    act(one);
  }
}

/** @param {Entry} entry */
const pathOf = ({ file, path }) => path ?? (file.webkitRelativePath || "");

/** @param {Entry} entry */
const identity = (entry) => JSON.stringify([pathOf(entry), entry.file.name, entry.file.size, entry.file.lastModified]);
