import { UploadError } from "../slipway.js";
import { words } from "./words.js";

/** @import { FileSnapshot, State } from '../slipway.js' */

/**
 * What a row shows: a file's snapshot, or that of one which is not started yet.
 * @typedef {Pick<FileSnapshot, 'name' | 'size' | 'loaded' | 'error' | 'stored'> & {state: State | 'chosen'}} View
 */

/** @param {View} view */
export const isOver = ({ state }) => ["stored", "checking", "accepted", "failed", "cancelled"].includes(state);

/** @param {View} view */
export const isStored = ({ state }) => ["stored", "checking", "accepted"].includes(state);

/**
 * Why a file was refused or is tried again, in one sentence.
 * @param {Error | undefined} error
 */
export const reasonOf = (error) => (error instanceof UploadError ? words.explain(error) : words.say("pageFailed"));

/**
 * How it stands with a file, in a sentence.
 * @param {View} view
 * @param {object} known what the view does not have
 * @param {boolean} known.inForm whether the file goes in one form, and so begins anew after a pause
 * @param {boolean} known.continuing whether it has just gone on from where it was
 * @param {boolean} known.late whether it was cancelled when all was sent
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
