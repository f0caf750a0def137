import { deleteDB } from '../store/idb';
import { fromBase64, newDataKey, openBox, randomBytes, toHex, unwrapByPin, unwrapBySecret, wrapByPin, wrapBySecret, type Box, type Bytes } from '../store/box';
import type { Identity } from '../store/notebook';
import { Personal } from '../store/personal';
import { installId, MAX_ATTEMPTS, openPhone, personKey, putPerson, takeAttempt, updatePerson, type PhoneDb, type Tenant } from '../store/phone';
import type { Welcome } from '../sync/client';
import type { PhonePerson } from './types';

/** A person's store with its key, opened. */
export interface Opened {
  readonly tenant: Tenant;
  readonly raw: Bytes;
  readonly box: Box;
  readonly store: Personal;
  readonly identity: Identity;
}

const MAX_PIN = 12;

/** Six digits or more; neither one digit again and again nor a run up or down. Returns a code, or empty when it will do. */
export function pinFault(pin: string): '' | 'pin.short' | 'pin.weak' {
  if (!/^\d+$/.test(pin) || pin.length < 6 || pin.length > MAX_PIN) return 'pin.short';
  const steps = new Set([...pin].slice(1).map((digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10));
  return steps.size === 1 && [0, 1, 9].includes([...steps][0]!) ? 'pin.weak' : '';
}

/** The people of this phone and the keys to their stores. Nothing here knows a PIN or a data key while a store is locked. */
export class Vault {
  private constructor(
    private readonly db: PhoneDb,
    readonly install: string,
    private readonly rounds: number,
  ) {}

  static async open(rounds: number): Promise<Vault> {
    const db = await openPhone();
    return new Vault(db, await installId(db), rounds);
  }

  async people(): Promise<readonly PhonePerson[]> {
    const all = await this.db.getAll('people');
    return all.sort((a, b) => b.used - a.used).map((t) => ({ key: t.key, name: t.name, left: Math.max(0, MAX_ATTEMPTS - t.attempts) }));
  }

  find(key: string): Promise<Tenant | undefined> {
    return this.db.get('people', key);
  }

  keyOf(welcome: Welcome): Promise<string> {
    return personKey(this.install, welcome.tenant, welcome.person);
  }

  /** The data key, or the number of tries left. A try is counted before it is made. */
  async tryPin(key: string, pin: string, at: number): Promise<{ raw: Bytes; tenant: Tenant } | { left: number }> {
    const tenant = await takeAttempt(this.db, key);
    if (!tenant) return { left: -1 };
    const raw = await unwrapByPin(tenant.wrapped, pin, tenant.salt, this.rounds);
    if (!raw) return { left: MAX_ATTEMPTS - tenant.attempts };
    return { raw, tenant: (await updatePerson(this.db, key, (t) => ({ ...t, attempts: 0, used: at }))) ?? tenant };
  }

  /** Opens a store; null when the phone has removed what was in it. */
  async openStore(tenant: Tenant, raw: Bytes, onClose: () => void): Promise<Opened | null> {
    const [box, store] = await Promise.all([openBox(raw), Personal.open(tenant.db, onClose)]);
    const sealed = await store.sealed('identity');
    if (!sealed) {
      store.close();
      return null;
    }
    return { tenant, raw, box, store, identity: (await box.open(sealed)) as Identity };
  }

  /** The key of a store whose PIN was forgotten, if the server kept a secret for it. */
  rescue(tenant: Tenant, welcome: Welcome): Promise<Bytes | null> {
    return tenant.rescue && welcome.rescue ? unwrapBySecret(tenant.rescue, fromBase64(welcome.rescue)) : Promise.resolve(null);
  }

  /** Begins a new store for a person; `old` is the one it takes the place of, which stays sealed and is removed. */
  async begin(welcome: Welcome, pin: string, old: Tenant | undefined, at: number, onClose: () => void): Promise<Opened> {
    const raw = newDataKey();
    const bare = { key: await this.keyOf(welcome), name: welcome.name, db: `zhiban-${toHex(randomBytes(8))}`, device: welcome.device, attempts: 0, used: at };
    const tenant: Tenant = { ...bare, ...(await this.locks(raw, pin, welcome)) };
    const [box, store] = await Promise.all([openBox(raw), Personal.open(tenant.db, onClose)]);
    const identity = identityOf(welcome, old?.device === welcome.device ? welcome.epoch + 1 : welcome.epoch);
    await store.putSealed('identity', await box.seal(identity));
    await putPerson(this.db, tenant);
    if (old) void deleteDB(old.db).catch(() => undefined);
    return { tenant, raw, box, store, identity };
  }

  /** Puts a new PIN on a key. */
  async setPin(tenant: Tenant, raw: Bytes, pin: string, welcome: Welcome | null): Promise<void> {
    const locks = await this.locks(raw, pin, welcome);
    await updatePerson(this.db, tenant.key, (t) => ({ ...t, ...locks, rescue: locks.rescue ?? t.rescue, attempts: 0 }));
  }

  private async locks(raw: Bytes, pin: string, welcome: Welcome | null): Promise<Pick<Tenant, 'salt' | 'wrapped' | 'rescue'>> {
    const salt = welcome && /^[0-9a-f]{32,}$/.test(welcome.salt) ? Uint8Array.from(welcome.salt.match(/../g)!, (h) => parseInt(h, 16)) : randomBytes(16);
    const rescue = welcome?.rescue ? await wrapBySecret(raw, fromBase64(welcome.rescue)) : null;
    return { salt, wrapped: await wrapByPin(raw, pin, salt, this.rounds), rescue };
  }

  /** Removes a person and everything stored for them. */
  async remove(tenant: Tenant): Promise<void> {
    const tx = this.db.transaction('people', 'readwrite', { durability: 'strict' });
    await Promise.all([tx.store.delete(tenant.key), tx.done]);
    await deleteDB(tenant.db);
  }
}

export function identityOf(welcome: Welcome, epoch: number): Identity {
  const { token, device, person, name, tenant, roles, leads, department, post, zone } = welcome;
  return { token, device, epoch, person, name, tenant, roles, leads, department, post, zone };
}
