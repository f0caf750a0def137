import type { DBSchema, IDBPDatabase, OpenDBCallbacks } from 'idb';

/**
 * IndexedDB with promises, as far as the two stores need it. The types are the library's; its own code also wraps cursors, indexes and
 * iterators, which nothing here uses and every first load would carry.
 */
const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** A promise that nobody waits for must not end as an unhandled rejection: its transaction's `done` tells the fault. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

const finished = (tx: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    tx.oncomplete = () => resolve();
    tx.onabort = tx.onerror = () => reject(tx.error ?? new DOMException('the transaction was given up', 'AbortError'));
  });

type Anything = (...args: unknown[]) => unknown;

/** Requests come back as promises, transactions and their stores wrapped again, all else as it is. */
function wrapped(value: unknown): unknown {
  if (value instanceof IDBRequest) return quiet(answer(value));
  if (value instanceof IDBTransaction) return transaction(value);
  return value instanceof IDBObjectStore ? around(value, {}) : value;
}

function around(target: object, more: Readonly<Record<string, unknown>>): unknown {
  return new Proxy(target, {
    get(_, name) {
      if (name in more) return more[name as string];
      const found = Reflect.get(target, name) as unknown;
      return typeof found === 'function' ? (...args: unknown[]) => wrapped((found as Anything).apply(target, args)) : found;
    },
  });
}

function transaction(tx: IDBTransaction): unknown {
  const names = tx.objectStoreNames;
  return around(tx, { done: quiet(finished(tx)), store: names.length === 1 ? wrapped(tx.objectStore(names[0]!)) : undefined });
}

/** One-step shortcuts: `db.get('clock', 'now')`. */
const short = (db: IDBDatabase, name: 'get' | 'getAll') => (store: string, ...key: [never]): unknown => wrapped(db.transaction(store).objectStore(store)[name](...key));

export async function openDB<S extends DBSchema>(name: string, version: number, { upgrade, blocking, terminated }: OpenDBCallbacks<S>): Promise<IDBPDatabase<S>> {
  const request = indexedDB.open(name, version);
  const ours = (db: IDBDatabase): IDBPDatabase<S> => around(db, { get: short(db, 'get'), getAll: short(db, 'getAll') }) as IDBPDatabase<S>;
  request.onupgradeneeded = (event) => upgrade?.(ours(request.result), event.oldVersion, event.newVersion, transaction(request.transaction!) as never, event);
  const db = await answer(request);
  db.onversionchange = (event) => blocking?.(event.oldVersion, event.newVersion, event);
  db.onclose = () => terminated?.();
  return ours(db);
}

export const deleteDB = async (name: string): Promise<void> => void (await answer(indexedDB.deleteDatabase(name)));
