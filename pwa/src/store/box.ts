/** Sealing at rest: a data key that only memory holds while unlocked, wrapped by a key from the PIN (PHONE 4.18; T20). */
export type Sealed = ArrayBuffer;
export type Bytes = Uint8Array<ArrayBuffer>;

export const PIN_ROUNDS = 600_000;
const IV = 12;

/** Secrets of one person on one phone while it is unlocked. */
export interface Box {
  seal(value: unknown): Promise<Sealed>;
  open(sealed: Sealed): Promise<unknown>;
}

export const randomBytes = (n: number): Bytes => crypto.getRandomValues(new Uint8Array(n));
export const toHex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
export const fromBase64 = (text: string): Bytes => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));

export async function hashText(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))).slice(0, 32);
}

const aes = (raw: Bytes): Promise<CryptoKey> => crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);

async function pinKey(pin: string, salt: Bytes, rounds: number): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', new TextEncoder().encode(pin), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
}

async function encrypt(key: CryptoKey, plain: Bytes): Promise<Sealed> {
  const iv = randomBytes(IV);
  const body = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain));
  const out = new Uint8Array(IV + body.length);
  out.set(iv);
  out.set(body, IV);
  return out.buffer;
}

/** Throws when the key is wrong or a byte was changed. */
const decrypt = async (key: CryptoKey, sealed: Sealed): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.slice(0, IV) }, key, sealed.slice(IV)));

export const newDataKey = (): Bytes => randomBytes(32);
export const wrapByPin = async (raw: Bytes, pin: string, salt: Bytes, rounds = PIN_ROUNDS): Promise<Sealed> => encrypt(await pinKey(pin, salt, rounds), raw);
export const wrapBySecret = async (raw: Bytes, secret: Bytes): Promise<Sealed> => encrypt(await aes(secret), raw);

/** The data key, or null when the PIN (or the server's secret) is not the right one. */
export const unwrapByPin = (sealed: Sealed, pin: string, salt: Bytes, rounds = PIN_ROUNDS): Promise<Bytes | null> =>
  pinKey(pin, salt, rounds).then((key) => decrypt(key, sealed)).catch(() => null);
export const unwrapBySecret = (sealed: Sealed, secret: Bytes): Promise<Bytes | null> =>
  aes(secret).then((key) => decrypt(key, sealed)).catch(() => null);

export async function openBox(raw: Bytes): Promise<Box> {
  const key = await aes(raw);
  return {
    seal: (value) => encrypt(key, new TextEncoder().encode(JSON.stringify(value))),
    open: async (sealed) => JSON.parse(new TextDecoder().decode(await decrypt(key, sealed))) as unknown,
  };
}
