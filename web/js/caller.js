import { returned, signIn, SignInError } from "./sign-in.js";

/** @import { Client } from './sign-in.js' */

/** The person who uploads, as the page shows them: anybody, somebody who has signed in, or nobody yet. */
export class Caller {
  #client;
  #elements;
  #token = "";

  /**
   * @param {Client} client its issuer is "" where anybody may upload
   * @param {{signIn: HTMLButtonElement, signedOut: HTMLElement, signedIn: HTMLElement, name: HTMLElement, notice: HTMLElement}} elements
   *   signedIn is what only those see who may upload, signedOut what the others do
   * @param {(headers: Record<string, string>) => void} onMayUpload called once somebody may, with the headers that say so
   */
  constructor(client, elements, onMayUpload) {
    this.#client = client;
    this.#elements = elements;
    if (!client.issuer) {
      onMayUpload({});
      return;
    }
    this.forget();
    elements.signIn.addEventListener("click", () => this.#attempt(() => signIn(client)));
    this.#attempt(async () => {
      const person = await returned(client);
      if (!person) return;
      this.#token = person.token;
      this.#show(person.name);
      onMayUpload(this.headers);
    });
  }

  /** Whether to let them choose files. */
  get mayUpload() {
    return !this.#client.issuer || this.#token !== "";
  }

  /**
   * What the upload API, and nobody else, is to be sent.
   * @returns {Record<string, string>}
   */
  get headers() {
    return this.#token ? { Authorization: `Bearer ${this.#token}` } : {};
  }

  /** The token is no longer good: asks for a new sign-in. */
  forget() {
    if (!this.#client.issuer) return;
    this.#token = "";
    this.#show("");
  }

  /** @param {string} name "" for nobody */
  #show(name) {
    const { signedIn, signedOut } = this.#elements;
    const focused = signedIn.contains(document.activeElement);
    signedIn.hidden = !name;
    signedOut.hidden = Boolean(name);
    this.#elements.name.textContent = name && `Signed in as ${name}`;
    if (focused) this.#elements.signIn.focus(); // what had the focus is gone
  }

  /** @param {() => Promise<void>} step */
  async #attempt(step) {
    const { signIn: button, notice } = this.#elements;
    button.disabled = true;
    notice.textContent = "";
    try {
      await step();
    } catch (error) {
      if (!(error instanceof SignInError)) throw error; // a mistake of ours belongs in the console
      notice.textContent = error.message;
    } finally {
      button.disabled = false;
    }
  }
}
