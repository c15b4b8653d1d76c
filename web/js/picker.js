import { dropped } from "./drop.js";

/** @import { Entry } from './drop.js' */

/** @param {DataTransfer | null | undefined} transfer */
const carriesFiles = (transfer) => transfer?.types.includes("Files") ?? false;

/**
 * Calls a function with files that are chosen, taken with the camera, or dropped or pasted anywhere on the page.
 * @param {Iterable<HTMLInputElement>} inputs
 * @param {(entries: Entry[], unreadable: number) => void} onFiles
 */
export function pick(inputs, onFiles) {
  for (const input of inputs) {
    input.addEventListener("change", () => {
      const entries = [...(input.files ?? [])].map((file) => ({ file }));
      input.value = ""; // so that the same file can be chosen again
      onFiles(entries, 0);
    });
  }

  /** @param {DataTransfer} transfer */
  const take = (transfer) => dropped(transfer).then(({ entries, unreadable }) => onFiles(entries, unreadable));

  addEventListener("paste", (event) => {
    if (!event.clipboardData || !carriesFiles(event.clipboardData)) return;
    event.preventDefault();
    take(event.clipboardData);
  });

  // Anywhere else, the browser would leave the page to open the dropped file.
  let depth = 0; // dragenter and dragleave are sent for every element
  const receiving = (/** @type {number} */ now) => {
    depth = now;
    document.body.classList.toggle("receiving", depth > 0);
  };
  addEventListener("dragenter", (event) => carriesFiles(event.dataTransfer) && receiving(depth + 1));
  addEventListener("dragleave", (event) => carriesFiles(event.dataTransfer) && receiving(depth - 1));
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer || !carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  addEventListener("drop", (event) => {
    if (!event.dataTransfer || !carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    receiving(0);
    take(event.dataTransfer);
  });
}
