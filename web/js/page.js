/**
 * The upload page: shows what the client does with each file.
 */
import { ApiError, rules, upload, UploadError } from "../slipway.js";
import { Announcer } from "./announcer.js";
import { Caller } from "./caller.js";
import { dropped } from "./drop.js";
import { counted } from "./format.js";
import { Row } from "./row.js";

/** @import { Upload } from '../slipway.js' */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {string} name of a meta element */
const setting = (name) =>
  /** @type {HTMLMetaElement} */ (document.querySelector(`meta[name="slipway-${name}"]`)).content;

const api = setting("api");
const chooser = /** @type {HTMLInputElement} */ (byId("choose"));
const caller = new Caller(
  { issuer: setting("issuer"), clientId: setting("client-id") },
  {
    signIn: /** @type {HTMLButtonElement} */ (byId("sign-in")),
    signedOut: byId("signed-out"),
    signedIn: byId("signed-in"),
    name: byId("caller"),
    notice: byId("notice"),
  },
  (headers) => rules({ api, headers: () => headers, input: chooser }).catch(failed),
);
const template = /** @type {HTMLTemplateElement} */ (byId("file-row"));
const announcer = new Announcer(byId("announcer"));
/** @type {Map<Row, Upload>} */
const rows = new Map();

/** @param {Iterable<File>} files */
function add(files) {
  const added = [...files].map((file) => {
    /** @type {Row} */
    const row = new Row(template, file, {
      pause: () => rows.get(row)?.pause(),
      resume: () => rows.get(row)?.resume(),
      cancel: () => rows.get(row)?.cancel(),
      retry: () => (row.over ? start([row]) : rows.get(row)?.resume()),
      remove: () => remove(row),
    });
    byId("files").append(row.element);
    return row;
  });
  if (added.length) start(added);
}

/** @param {Row[]} started */
function start(started) {
  /** @type {Map<Upload, Row>} */
  const shown = new Map();
  const uploads = upload(
    started.map(({ file }) => file),
    { api, headers: () => caller.headers, onChange: (one) => show(shown.get(one), one) },
  );
  uploads.files.forEach((one, i) => {
    shown.set(one, started[i]);
    rows.set(started[i], one);
    show(started[i], one);
    one.done.then(({ key, etag }) => started[i].stored(key, etag), failed);
  });
}

/**
 * @param {Row | undefined} row
 * @param {Upload} upload
 */
function show(row, upload) {
  if (!row || rows.get(row) !== upload) return; // the row is removed, or on to another try
  const { name } = row.file;
  const before = row.state;
  row.show(upload);
  if (row.state === before) return;
  if (row.state === "stored") announcer.stored(name);
  if (row.state === "cancelled") announcer.say(`${name} is cancelled.`);
  if (row.state === "failed") announcer.say(`${name} is not stored. ${upload.error?.message}`);
  if (upload.error instanceof ApiError && upload.error.status === 401) caller.forget();
  summarise();
}

/** @param {unknown} error */
function failed(error) {
  const known = error instanceof UploadError || (error instanceof DOMException && error.name === "AbortError");
  if (!known) throw error; // a mistake of ours belongs in the console
}

/** @param {Row} row */
function remove(row) {
  const next = row.element.nextElementSibling ?? row.element.previousElementSibling;
  discard(row);
  summarise();
  const button = /** @type {HTMLElement | null | undefined} */ (next?.querySelector(".actions button:not([hidden])"));
  (button ?? chooser).focus();
}

/** @param {Row} row that is over */
function discard(row) {
  rows.get(row)?.cancel(); // of one that failed, nothing is left in the bucket
  rows.delete(row);
  row.remove();
}

function summarise() {
  const all = [...rows.keys()];
  /** @param {...string} states */
  const count = (...states) => all.filter((row) => states.includes(row.state)).length;
  const parts = [`${count("stored")} of ${all.length} stored`];
  const running = all.filter((row) => !row.over).length;
  if (running) parts.push(`${running} to go`);
  if (count("paused")) parts.push(`${count("paused")} paused`);
  if (count("failed")) parts.push(`${count("failed")} not stored`);
  if (count("cancelled")) parts.push(`${count("cancelled")} cancelled`);
  byId("summary").textContent = parts.join(" · ");
  byId("uploads").hidden = all.length === 0;
  byId("clear").hidden = running === all.length;
  byId("pause-all").hidden = running === 0;
  byId("pause-all").textContent = count("paused") === running ? "Resume all" : "Pause all";
}

chooser.addEventListener("change", () => {
  byId("notice").textContent = "";
  add(chooser.files ?? []);
  chooser.value = ""; // so that the same file can be chosen again
});

byId("pause-all").addEventListener("click", () => {
  const pauses = [...rows.keys()].some((row) => !row.over && row.state !== "paused");
  for (const one of rows.values()) pauses ? one.pause() : one.resume();
});

byId("clear").addEventListener("click", () => {
  for (const row of [...rows.keys()].filter((row) => row.over)) discard(row);
  summarise();
  (rows.size ? byId("uploads-title") : chooser).focus();
});

// Files may be dropped anywhere: beside the dock, the browser would leave the page to show them.
let depth = 0; // dragenter and dragleave come for every element on the way
/** @param {DragEvent} event */
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;
/** @param {number} now */
const receiving = (now) => {
  depth = now;
  document.body.classList.toggle("receiving", depth > 0);
};
addEventListener("dragenter", (event) => carriesFiles(event) && receiving(depth + 1));
addEventListener("dragleave", (event) => carriesFiles(event) && receiving(depth - 1));
addEventListener("dragover", (event) => {
  if (!event.dataTransfer || !carriesFiles(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
});
addEventListener("drop", (event) => {
  if (!event.dataTransfer || !carriesFiles(event)) return;
  event.preventDefault();
  receiving(0);
  if (!caller.mayUpload) {
    byId("notice").textContent = "Sign in first, and drop the files again.";
    return;
  }
  const { files, folders } = dropped(event.dataTransfer);
  byId("notice").textContent = folders
    ? `${counted(folders, "folder")} left out: open the folder, and drop the files in it.`
    : "";
  add(files);
});

addEventListener("beforeunload", (event) => {
  if ([...rows.keys()].some((row) => !row.over)) event.preventDefault();
});
