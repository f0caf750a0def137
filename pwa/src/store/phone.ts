import type { DBSchema, IDBPDatabase } from 'idb';
import { hashText, randomBytes, toHex, type Bytes, type Sealed } from './box';
import { openDB } from './idb';

export const MAX_ATTEMPTS = 5;
export const PHONE_DB = 'zhiban-phone';

/** One person on this phone. Only the name can be read while locked; `key` says nothing about who it is. */
export interface Tenant {
  readonly key: string;
  readonly name: string;
  readonly db: string;
  readonly device: number;
  readonly salt: Bytes;
  readonly wrapped: Sealed;
  /** The data key under a secret that only the server keeps, so that a forgotten PIN loses nothing. */
  readonly rescue: Sealed | null;
  readonly attempts: number;
  readonly used: number;
}

interface PhoneSchema extends DBSchema {
  people: { key: string; value: Tenant };
  meta: { key: string; value: string };
}

export type PhoneDb = IDBPDatabase<PhoneSchema>;

export const openPhone = (): Promise<PhoneDb> =>
  openDB<PhoneSchema>(PHONE_DB, 1, {
    upgrade(db) {
      db.createObjectStore('people', { keyPath: 'key' });
      db.createObjectStore('meta');
    },
    blocking: (_old, _new, event) => (event.target as IDBDatabase).close(),
  });

/** This phone's own name towards the server: random, made once. */
export async function installId(db: PhoneDb): Promise<string> {
  const tx = db.transaction('meta', 'readwrite', { durability: 'strict' });
  let id = await tx.store.get('install');
  if (!id) await tx.store.put((id = toHex(randomBytes(16))), 'install');
  await tx.done;
  return id;
}

export const personKey = (install: string, tenant: string, person: string): Promise<string> => hashText(`${install}/${tenant}/${person}`);

export async function putPerson(db: PhoneDb, person: Tenant): Promise<void> {
  const tx = db.transaction('people', 'readwrite', { durability: 'strict' });
  await Promise.all([tx.store.put(person), tx.done]);
}

/** Changes one person in one transaction; null when there is no such person. */
export async function updatePerson(db: PhoneDb, key: string, change: (person: Tenant) => Tenant): Promise<Tenant | null> {
  const tx = db.transaction('people', 'readwrite', { durability: 'strict' });
  const found = await tx.store.get(key);
  if (found) await tx.store.put(change(found));
  await tx.done;
  return found ? change(found) : null;
}

/** Counts a try before it is made, so that killing the app does not win one (PHONE 4.20). Null when none is left. */
export async function takeAttempt(db: PhoneDb, key: string): Promise<Tenant | null> {
  const before = await db.get('people', key);
  if (!before || before.attempts >= MAX_ATTEMPTS) return null;
  return updatePerson(db, key, (person) => ({ ...person, attempts: person.attempts + 1 }));
}
