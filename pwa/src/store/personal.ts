import type { DBSchema, IDBPDatabase } from 'idb';
import type { Moment } from '../changes/clock';
import { NEW_CLOCK, type PhoneClock } from '../changes/segments';
import type { Sealed } from './box';
import { openDB } from './idb';

/** What is stored of a change: only its place in sequence and time can be read, all else is sealed. */
export interface StoredChange {
  readonly seq: number;
  readonly stamp: Moment;
  readonly segment: number;
  readonly body: Sealed;
  /** The server's receipt; null while the change waits. */
  readonly receipt: Sealed | null;
  /** Log position of the answer; 0 while it waits. */
  readonly head: number;
}

interface PersonalSchema extends DBSchema {
  outbox: { key: number; value: StoredChange };
  pages: { key: number; value: Sealed };
  sealed: { key: string; value: Sealed };
  clock: { key: string; value: PhoneClock };
}

type Db = IDBPDatabase<PersonalSchema>;
const RELAXED = { durability: 'relaxed' } as const;
const STRICT = { durability: 'strict' } as const;

/** One person's database. Everything handed to it is sealed already: no transaction ever waits for cryptography. */
export class Personal {
  private constructor(
    private readonly db: Db,
    readonly name: string,
    private readonly onClose: () => void,
  ) {}

  static async open(name: string, onClose: () => void = () => undefined): Promise<Personal> {
    const db = await openDB<PersonalSchema>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore('outbox', { keyPath: 'seq' });
        fresh.createObjectStore('pages', { autoIncrement: true });
        fresh.createObjectStore('sealed');
        fresh.createObjectStore('clock');
      },
      // Another tab wants to delete or upgrade it (remote wipe, new version): step aside.
      blocking: (_old, _new, event) => {
        (event.target as IDBDatabase).close();
        onClose();
      },
      terminated: onClose,
    });
    return new Personal(db, name, onClose);
  }

  again(): Promise<Personal> {
    return Personal.open(this.name, this.onClose);
  }

  close(): void {
    this.db.close();
  }

  /** Puts changes into the outbox together with the clock that numbered them: one strict transaction, all or nothing. */
  async append(place: (clock: PhoneClock) => { clock: PhoneClock; changes: readonly StoredChange[] }): Promise<readonly StoredChange[]> {
    const tx = this.db.transaction(['outbox', 'clock'], 'readwrite', STRICT);
    const { clock, changes } = place((await tx.objectStore('clock').get('now')) ?? NEW_CLOCK);
    for (const change of changes) void tx.objectStore('outbox').add(change);
    void tx.objectStore('clock').put(clock, 'now');
    await tx.done;
    return changes;
  }

  /** Writes receipts, drops what is settled, and stores small sealed values with them. */
  async settle(changes: readonly StoredChange[], drop: readonly number[], sealed: Readonly<Record<string, Sealed>> = {}): Promise<void> {
    const tx = this.db.transaction(['outbox', 'sealed'], 'readwrite', STRICT);
    for (const change of changes) void tx.objectStore('outbox').put(change);
    for (const seq of drop) void tx.objectStore('outbox').delete(seq);
    for (const [key, value] of Object.entries(sealed)) void tx.objectStore('sealed').put(value, key);
    await tx.done;
  }

  /** One pulled page with the cursor that follows it: one relaxed transaction. `instead` replaces all earlier pages. */
  async addPage(page: Sealed, sync: Sealed, instead = false): Promise<number> {
    const tx = this.db.transaction(['pages', 'sealed'], 'readwrite', RELAXED);
    if (instead) void tx.objectStore('pages').clear();
    void tx.objectStore('sealed').put(sync, 'sync');
    const key = await tx.objectStore('pages').add(page);
    await tx.done;
    return key;
  }

  /** Folds all pages up to `last` into fewer ones; pages that another tab added since stay behind them. */
  async foldPages(pages: readonly Sealed[], last: number): Promise<boolean> {
    const tx = this.db.transaction('pages', 'readwrite', RELAXED);
    const newest = await tx.store.openKeyCursor(null, 'prev');
    const free = newest?.key === last;
    if (free) {
      void tx.store.delete(IDBKeyRange.upperBound(last));
      for (const page of pages) void tx.store.add(page);
    }
    await tx.done;
    return free;
  }

  /** Pages after a key in the order they came, with their keys. */
  async pagesAfter(key: number): Promise<{ keys: readonly number[]; pages: readonly Sealed[] }> {
    const tx = this.db.transaction('pages');
    const range = IDBKeyRange.lowerBound(key, true);
    const [keys, pages] = await Promise.all([tx.store.getAllKeys(range), tx.store.getAll(range)]);
    return { keys, pages };
  }

  outbox(): Promise<readonly StoredChange[]> {
    return this.db.getAll('outbox');
  }

  async clock(): Promise<PhoneClock> {
    return (await this.db.get('clock', 'now')) ?? NEW_CLOCK;
  }

  async changeClock(change: (clock: PhoneClock) => PhoneClock): Promise<void> {
    const tx = this.db.transaction('clock', 'readwrite', RELAXED);
    void tx.store.put(change((await tx.store.get('now')) ?? NEW_CLOCK), 'now');
    await tx.done;
  }

  sealed(key: string): Promise<Sealed | undefined> {
    return this.db.get('sealed', key);
  }

  async putSealed(key: string, value: Sealed): Promise<void> {
    const tx = this.db.transaction('sealed', 'readwrite', STRICT);
    await Promise.all([tx.store.put(value, key), tx.done]);
  }
}
