import { UploadError } from "../slipway.js";
import { words } from "./words.js";

/** @import { FileSnapshot, State } from '../slipway.js' */

/**
 * What a row shows: a file's snapshot, or the same of a file that has not started.
 * @typedef {Pick<FileSnapshot, 'name' | 'size' | 'loaded' | 'error' | 'stored'> & {state: State | 'chosen'}} View
 */

/** @param {View} view */
export const isOver = ({ state }) => ["stored", "checking", "accepted", "failed", "cancelled"].includes(state);

/** @param {View} view */
export const isStored = ({ state }) => ["stored", "checking", "accepted"].includes(state);

/**
 * Returns why a file was refused or is retried, in one sentence.
 * @param {Error | undefined} error
 */
export const reasonOf = (error) => (error instanceof UploadError ? words.explain(error) : words.say("pageFailed"));

/**
 * Returns the status of a file, in one sentence.
 * @param {View} view
 * @param {object} known
 * @param {boolean} known.inForm whether the file is sent in a form, and so starts again after a pause
 * @param {boolean} known.continuing whether the upload has just resumed
 * @param {boolean} known.late whether it was cancelled after all bytes were sent
 */
export function statusOf({ state, loaded, size, error }, { inForm, continuing, late }) {
  const percent = size ? loaded / size : 0;
  switch (state) {
    case "chosen":
    case "waiting":
    case "signing":
    case "confirming":
    case "stored":
    case "checking":
      return words.say(state);
    case "sending":
      return continuing ? words.say("continuing", { percent }) : words.say("figures", { percent, loaded, size });
    case "retrying":
      return navigator.onLine ? words.say("retrying", { percent, reason: reasonOf(error) }) : words.say("offline");
    case "paused":
      return inForm ? words.say("pausedForm") : words.say("paused", { percent });
    case "accepted":
      return words.say("acceptedContent");
    case "failed":
      return reasonOf(error);
    case "cancelled":
      return words.say(late ? "cancelledLate" : "cancelled");
  }
}
