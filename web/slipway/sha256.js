/**
 * SHA-256 (FIPS 180-4): by the browser where it can, and else in pieces.
 * crypto.subtle takes all bytes at once, and is missing on insecure pages.
 */
import { UnreadableFileError } from "./errors.js";

/** Bytes that are read at once: of every form below the default threshold, and of every part of a file of up to 2 GiB. */
const WHOLE = 16 * 1024 ** 2;

/** Bytes of each piece of what is larger. Between two, the page can respond. */
const CHUNK = 1024 * 1024;

/**
 * @param {Blob} blob
 * @param {AbortSignal} signal
 * @returns {Promise<string>} in base64, as S3 wants it
 * @throws {UnreadableFileError} when the file was changed or deleted
 */
export async function sha256(blob, signal) {
  const whole = crypto.subtle && blob.size <= WHOLE;
  const digest = whole ? await crypto.subtle.digest("SHA-256", await read(blob, signal)) : await inPieces(blob, signal);
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

/**
 * @param {Blob} blob
 * @param {AbortSignal} signal
 */
async function read(blob, signal) {
  const bytes = await blob.arrayBuffer().catch((cause) => {
    throw new UnreadableFileError(cause);
  });
  signal.throwIfAborted();
  return bytes;
}

/** The first 32 bits of the fractional parts of the roots of the first primes: square roots, then cube roots. */
const fraction = (/** @type {number} */ x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
const primes = [2];
for (let n = 3; primes.length < 64; n += 2) if (primes.every((prime) => n % prime)) primes.push(n);
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const K = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));

/**
 * @param {Blob} blob
 * @param {AbortSignal} signal
 */
async function inPieces(blob, signal) {
  const state = Int32Array.from(START);
  const schedule = new Int32Array(64);
  const whole = blob.size - (blob.size % 64);
  for (let at = 0; at < whole; at += CHUNK) {
    compress(state, schedule, new DataView(await read(blob.slice(at, Math.min(at + CHUNK, whole)), signal)));
  }
  const rest = new Uint8Array(await read(blob.slice(whole), signal));
  const end = new DataView(new ArrayBuffer(rest.length < 56 ? 64 : 128));
  new Uint8Array(end.buffer).set(rest);
  end.setUint8(rest.length, 0x80);
  end.setBigUint64(end.byteLength - 8, 8n * BigInt(blob.size));
  compress(state, schedule, end);

  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => digest.setInt32(4 * i, word));
  return digest.buffer;
}

/**
 * @param {Int32Array} state
 * @param {Int32Array} w the message schedule, kept from call to call to spare the memory
 * @param {DataView} blocks of 64 bytes
 */
function compress(state, w, blocks) {
  for (let at = 0; at < blocks.byteLength; at += 64) {
    for (let t = 0; t < 16; t++) w[t] = blocks.getInt32(at + 4 * t);
    for (let t = 16; t < 64; t++) {
      const x = w[t - 15];
      const y = w[t - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[t] = (w[t - 16] + s0 + w[t - 7] + s1) | 0;
    }
    let a = state[0],
      b = state[1],
      c = state[2],
      d = state[3],
      e = state[4],
      f = state[5],
      g = state[6],
      h = state[7];
    for (let t = 0; t < 64; t++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[t] + w[t]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}
