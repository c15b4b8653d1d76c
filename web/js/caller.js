import { alarm, notice } from "./notice.js";
import { returned, signIn, SignInError } from "./sign-in.js";
import { words } from "./words.js";

/** @import { Client } from './sign-in.js' */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** The person who uploads, as the page shows them: anybody, somebody who has signed in, or nobody yet. */
export class Caller {
  #client;
  #token = "";

  /**
   * @param {Client} client its issuer is "" where anybody may upload
   * @param {(headers: Record<string, string>) => void} onMayUpload called once somebody may, with the headers that
   *   say so
   */
  constructor(client, onMayUpload) {
    this.#client = client;
    if (!client.issuer) {
      onMayUpload({});
      return;
    }
    this.forget();
    byId("sign-in").addEventListener("click", () => this.#attempt(() => signIn(client)));
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
    const [signedIn, signedOut] = ["signed-in", "signed-out"].map(byId); // what those see who may upload, and the others
    const focused = signedIn.contains(document.activeElement);
    signedIn.hidden = !name;
    signedOut.hidden = Boolean(name);
    byId("caller").textContent = name && words.say("signedInAs", { name });
    if (focused) byId("sign-in").focus(); // what had the focus is gone
  }

  /** @param {() => Promise<void>} step */
  async #attempt(step) {
    const button = /** @type {HTMLButtonElement} */ (byId("sign-in"));
    button.disabled = true;
    notice();
    try {
      await step();
    } catch (error) {
      if (!(error instanceof SignInError)) throw error; // a mistake of ours belongs in the console
      alarm(words.say(error.key, error.values));
    } finally {
      button.disabled = false;
    }
  }
}
