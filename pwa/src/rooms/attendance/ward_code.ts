/** Seconds a code stands on the ward's screen (RFC 6238); the server takes one step either side. */
export const STEP_MS = 30_000;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 as people type it: spaces, lower case, no padding. RangeError when it is not base32. */
export function secretBytes(secret: string): Uint8Array<ArrayBuffer> {
  const text = secret.replaceAll(' ', '').replace(/=+$/, '').toUpperCase();
  const out = new Uint8Array(Math.floor((text.length * 5) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) throw new RangeError('ward code secret is not base32');
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out[at++] = (held >> bits) & 0xff;
  }
  return out;
}

/** The code of the 30-second step that holds a moment; the same figures as on the server, without a network. */
export async function codeAt(secret: Uint8Array<ArrayBuffer>, ms: number, hash: 'SHA-1' | 'SHA-256' = 'SHA-1', digits = 6): Promise<string> {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['sign']);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.max(0, Math.floor(ms / STEP_MS))));
  const mac = new DataView(await crypto.subtle.sign('HMAC', key, counter.buffer));
  const offset = mac.getUint8(mac.byteLength - 1) & 0x0f;
  const value = mac.getUint32(offset) & 0x7fff_ffff;
  return String(value % 10 ** digits).padStart(digits, '0');
}

/** Whole seconds until the code changes, 30 down to 1. */
export const secondsLeft = (ms: number): number => Math.ceil((STEP_MS - (ms % STEP_MS)) / 1000);
