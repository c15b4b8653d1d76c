import { alarm, notice } from "./notice.js";
import { returned, signIn, SignInError } from "./sign-in.js";
import { words } from "./words.js";

/** @import { Client } from './sign-in.js' */

/** @param {string} id */
const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Shows who uploads: anybody, a user who has signed in, or nobody yet. */
export class Caller {
  #client;
  #token = "";

  /**
   * @param {Client} client its issuer is "" if anybody may upload
   * @param {(headers: Record<string, string>) => void} onMayUpload called once uploads are allowed, with
   *   their headers
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

  /** Whether files can be chosen. */
  get mayUpload() {
    return !this.#client.issuer || this.#token !== "";
  }

  /**
   * The headers of requests to the upload API. They must go nowhere else.
   * @returns {Record<string, string>}
   */
  get headers() {
    return this.#token ? { Authorization: `Bearer ${this.#token}` } : {};
  }

  /** Asks for a new sign-in when the token has expired. */
  forget() {
    if (!this.#client.issuer) return;
    this.#token = "";
    this.#show("");
  }

  /** @param {string} name "" for nobody */
  #show(name) {
    const [signedIn, signedOut] = ["signed-in", "signed-out"].map(byId); // shown after and before the sign-in
    const focused = signedIn.contains(document.activeElement);
    signedIn.hidden = !name;
    signedOut.hidden = Boolean(name);
    byId("caller").textContent = name && words.say("signedInAs", { name });
    if (focused) byId("sign-in").focus(); // the focused element is hidden now
  }

  /** @param {() => Promise<void>} step */
  async #attempt(step) {
    const button = /** @type {HTMLButtonElement} */ (byId("sign-in"));
    button.disabled = true;
    notice();
    try {
      await step();
    } catch (error) {
      if (!(error instanceof SignInError)) throw error; // a bug: leave it to the console
      alarm(words.say(error.key, error.values));
    } finally {
      button.disabled = false;
    }
  }
}
