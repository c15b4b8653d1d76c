/**
 * The upload page: shows what the client does with each file.
 */
import { rules, UploadError } from "../slipway.js";
import { Announcer } from "./announcer.js";
import { Caller } from "./caller.js";
import { List } from "./list.js";
import { alarm, notice } from "./notice.js";
import { pick } from "./picker.js";
import { isOver, reasonOf } from "./status.js";
import { showUnfinished } from "./unfinished.js";
import { words } from "./words.js";

/** @import { Entry } from './drop.js' */
/** @import { Item } from './list.js' */
/** @import { Rules } from '../slipway.js' */
/** @import { View } from './status.js' */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {string} id */
const input = (id) => /** @type {HTMLInputElement} */ (byId(id));

/** @param {string} name of a meta element */
const setting = (name) =>
  /** @type {HTMLMetaElement} */ (document.querySelector(`meta[name="slipway-${name}"]`)).content;

const api = setting("api");
const review = setting("review") !== "";
const maxFiles = Number(setting("max-files")) || Infinity;

const announcer = new Announcer(byId("announcer"));
const caller = new Caller({ issuer: setting("issuer"), clientId: setting("client-id") }, (headers) =>
  rules({ api, headers: () => headers, input: input("choose") }).then(showRules, ignoreRefusal),
);
const list = new List(
  byId("files"),
  /** @type {HTMLTemplateElement} */ (byId("file-row")),
  { api, headers: () => caller.headers },
  tell,
);

/** @param {Rules} found */
function showRules(found) {
  const { types, accept, maxBytes, maxMultipartBytes } = found;
  list.rules = found;
  byId("accepted").textContent = words.say("accepted", { types, limit: Math.max(maxBytes, maxMultipartBytes) });
  byId("camera").hidden = !accept.split(",").some((one) => one.startsWith("image/"));
}

/** @param {unknown} error of rules(); without them, only the API judges files */
function ignoreRefusal(error) {
  if (!(error instanceof UploadError)) throw error; // a bug: leave it to the console
}

pick(["choose", "folder", "photo"].map(input), (entries, unreadable) => {
  if (!caller.mayUpload) return alarm(words.say("signInFirst"));
  byId("unfinished").hidden = true;
  const unlisted = list.unlisted(entries);
  const added = unlisted.slice(0, Math.max(0, maxFiles - list.live.length));
  /** @type {string[]} */
  const said = [];
  const duplicates = entries.filter((entry) => !unlisted.includes(entry));
  if (duplicates.length) said.push(words.say("duplicate", { count: duplicates.length, name: duplicates[0].file.name }));
  if (added.length < unlisted.length)
    said.push(words.say("tooMany", { limit: maxFiles, count: unlisted.length - added.length }));
  if (unreadable) said.push(words.say("unreadable", { count: unreadable }));
  notice(...said);
  list.add(added, review);
});

/**
 * Announces how an upload ended, and acts on it.
 * @param {Item} item
 */
function tell({ view, row, upload }) {
  const { state, name, error } = view;
  if (state === "stored" || state === "checking") announcer.tell("saidStored", name);
  if (state === "accepted") {
    announcer.tell("saidAccepted", name);
    if (row.file.type.startsWith("image/"))
      upload?.url({ disposition: "inline" }).then((url) => row.picture(url), ignoreRefusal);
  }
  if (state === "cancelled") announcer.tell("saidCancelled", name);
  if (state === "failed") {
    announcer.tell(view.stored ? "saidRejected" : "saidFailed", name, reasonOf(error));
    if (!(error instanceof UploadError))
      reportError(error); // a bug: leave it to the console
    else if ("status" in error && error.status === 401) caller.forget();
  }
}

/** The actions of a row's buttons, by class. @type {Record<string, (item: Item) => unknown>} */
const actions = {
  "take-out": removeAndFocus,
  pause: ({ upload }) => upload?.pause(),
  resume: ({ upload }) => upload?.resume(),
  cancel: ({ upload }) => upload?.cancel(),
  retry: ({ upload, view }) => (isOver(view) ? upload?.retry() : upload?.resume()),
  details: ({ row }) => row.fold(),
  delete: deleteStored,
  hide: removeAndFocus,
};

byId("files").addEventListener("click", (event) => {
  const button = /** @type {HTMLElement} */ (event.target).closest("button");
  const item = button && list.itemOf(button);
  if (!item) return;
  if (button.dataset.copies) item.row.copy(button);
  else actions[button.className](item);
});

/** @param {Item} item */
function removeAndFocus(item) {
  const { element } = item.row;
  const next = /** @type {Element | null} */ (element.nextElementSibling ?? element.previousElementSibling);
  list.remove(item);
  const button = /** @type {HTMLElement | undefined | null} */ (next?.querySelector(".actions button:not([hidden])"));
  (button ?? input("choose")).focus();
}

/** @param {Item} item */
async function deleteStored(item) {
  item.row.note(words.say("deleting"));
  try {
    await item.upload?.remove();
    announcer.tell("saidDeleted", item.view.name);
    removeAndFocus(item);
  } catch (error) {
    item.row.note(words.say("deleteFailed", { reason: reasonOf(/** @type {Error} */ (error)) }));
  }
}

byId("start").addEventListener("click", () => {
  list.start();
  byId("uploads-title").focus();
});
byId("pause-all").addEventListener("click", () => list.pauseOrResume());
byId("retry-all").addEventListener("click", () => list.retry());
byId("cancel-all").addEventListener("click", () => {
  list.cancel();
  byId("uploads-title").focus();
});
byId("clear").addEventListener("click", () => {
  list.clear();
  (list.items.length ? byId("uploads-title") : input("choose")).focus();
});

addEventListener("beforeunload", (event) => {
  if (list.items.some(({ view }) => !isOver(view) && view.state !== "chosen")) event.preventDefault();
});

showUnfinished(byId("unfinished"));
/** @type {HTMLElement} */ (document.querySelector("main")).inert = false;
