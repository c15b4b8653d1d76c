import { createHash, timingSafeEqual } from "node:crypto";

const digest = (text) => createHash("sha256").update(text).digest();

/** Compare in a time that tells nothing of where the two differ, or how long the secret is. */
export const isSecret = (text, secret) => Boolean(secret) && timingSafeEqual(digest(text ?? ""), digest(secret));
