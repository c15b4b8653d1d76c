const element = /** @type {HTMLElement} */ (document.getElementById("notice"));

/**
 * Tells the person something about the page as a whole, in place of what it told before.
 * @param {...string} sentences
 */
export function notice(...sentences) {
  element.classList.remove("error");
  element.textContent = sentences.join(" ");
}

/** @param {string} sentence about something that went wrong */
export function alarm(sentence) {
  element.classList.add("error");
  element.textContent = sentence;
}
