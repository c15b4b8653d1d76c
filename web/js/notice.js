const element = /** @type {HTMLElement} */ (document.getElementById("notice"));

/**
 * Shows a notice about the page as a whole. It replaces the one before.
 * @param {...string} sentences
 */
export function notice(...sentences) {
  element.classList.remove("error");
  element.textContent = sentences.join(" ");
}

/** @param {string} sentence about an error */
export function alarm(sentence) {
  element.classList.add("error");
  element.textContent = sentence;
}
