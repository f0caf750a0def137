import { beforeEach, describe, expect, it } from 'vitest';
import type { Row } from '../../../shared-schemas/wire';
import { freshStorage } from '../testing/world';
import { newDataKey, openBox, unwrapByPin, wrapByPin, randomBytes, type Box } from './box';
import { Notebook, type Identity } from './notebook';
import { Personal } from './personal';
import { Replica } from './replica';

const ME: Identity = { token: 'tok', device: 42, epoch: 1, person: 'p1', name: '林小雨', tenant: 'h1', roles: [], leads: [], department: 'w3', post: 'nurse', zone: '' };
const row = (n: number, v: object = {}, b = ['dept:w3']): Row => ({ c: 'assignment', id: `p${n}:2026-11-22`, b, at: n + 1, v: { id: `p${n}:2026-11-22`, person: `p${n}`, shift: '夜班', ...v }, s: {} });
const delta = (rows: readonly Row[], more: object = {}) => ({ v: 1, time: 0, db_epoch: 'e', cursor: 'c', head: rows.at(-1)?.at ?? 0, buckets: [], rows, gone: [], drop: [], more: false, restart: false, ...more });

let raw: Awaited<ReturnType<typeof newDataKey>>;
let box: Box;
let wall = 1_790_000_000_000;

async function notebook(): Promise<Notebook> {
  const book = new Notebook(await Personal.open('zhiban-test'), box, ME, new Replica(), () => ({ wall, mono: wall - 1_790_000_000_000 }), () => undefined);
  await book.load();
  return book;
}

/** Every byte IndexedDB holds, as text. */
async function dump(): Promise<string> {
  const found: string[] = [];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise<IDBDatabase>((done) => Object.assign(indexedDB.open(name!), { onsuccess: (e: Event) => done((e.target as IDBOpenDBRequest).result) }));
    for (const store of db.objectStoreNames)
      for (const what of ['getAll', 'getAllKeys'] as const) {
        const values = await new Promise<unknown[]>((done) => Object.assign(db.transaction(store).objectStore(store)[what](), { onsuccess: (e: Event) => done((e.target as IDBRequest<unknown[]>).result) }));
        found.push(JSON.stringify(values, (_k, v: unknown) => (v instanceof ArrayBuffer ? new TextDecoder('utf-8').decode(v) : v)));
      }
    db.close();
  }
  return found.join('\n');
}

beforeEach(async () => {
  freshStorage();
  raw = newDataKey();
  box = await openBox(raw);
});

describe('what is at rest', () => {
  it('holds no name, ward, shift or record id in readable form (PHONE 4.18)', async () => {
    const book = await notebook();
    await book.saveIdentity(ME);
    await book.take(delta([row(1), row(2)]), wall);
    await book.commit([{ collection: 'leave_request', fields: { kind: 'sick', first_day: '2026-12-01', last_day: '2026-12-01', reason: '发烧' } }]);
    const bytes = await dump();
    expect(bytes.length).toBeGreaterThan(300);
    for (const secret of ['林小雨', 'p1', 'w3', '夜班', '发烧', 'sick', 'leave', 'assignment', '2026-11', '2026-12', 'tok']) expect(bytes).not.toContain(secret);
  });

  it('opens with the right PIN only, and not after a flipped byte', async () => {
    const salt = randomBytes(16);
    const wrapped = await wrapByPin(raw, '204816', salt, 10);
    expect(await unwrapByPin(wrapped, '204816', salt, 10)).toEqual(raw);
    expect(await unwrapByPin(wrapped, '204817', salt, 10)).toBeNull();
    expect(await unwrapByPin(wrapped, '204816', randomBytes(16), 10)).toBeNull();
    const sealed = new Uint8Array(await box.seal({ a: 1 }));
    sealed[20]! ^= 1;
    await expect(box.open(sealed.buffer)).rejects.toThrow();
  });
});

describe('a reopened store', () => {
  it('has every committed change and every pulled page, in order, whatever was open when the app died', async () => {
    const book = await notebook();
    await book.take(delta([row(1), row(2)]), wall);
    const ids = await book.commit([{ collection: 'punch', fields: { direction: 'in', department: 'w3', day: '2026-11-22' } }]);
    await book.take(delta([row(2, { shift: '白班' })], { gone: [{ c: 'assignment', id: 'p1:2026-11-22', b: ['dept:w3'] }] }), wall);
    // The next write is cut off before its transaction begins: it must leave nothing half done.
    void book.commit([{ collection: 'punch', fields: { direction: 'out', department: 'w3', day: '2026-11-22' } }]);
    const again = await notebook();
    expect(again.replica.all('assignment').map((a) => [a.person, a.shift])).toEqual([['p2', '白班']]);
    expect(again.replica.get('punch', ids[0]!)?.direction).toBe('in');
    expect(again.mine.map((m) => m.seq)).toEqual(again.mine.length === 1 ? [1] : [1, 2]);
    expect(again.sync.head).toBe(3);
  });

  it('folds many small pages into few, with the same content', async () => {
    const book = await notebook();
    for (let n = 1; n <= 60; n++) await book.take(delta([row(n), row(Math.max(1, n - 1), { shift: 'D' })]), wall);
    const again = await notebook();
    const view = (b: Notebook): unknown => [...b.replica.all('assignment')].map((a) => [a.id, a.shift]).sort();
    expect(view(again)).toEqual(view(book));
    expect((await (await Personal.open('zhiban-test')).pagesAfter(0)).pages.length).toBeLessThan(30);
  });

  it('drops a bucket that may no longer be seen, and keeps what another bucket holds (SYNC 1.6)', async () => {
    const book = await notebook();
    await book.take(delta([row(1), row(2, {}, ['dept:w3', 'user:p2'])]), wall);
    await book.take(delta([], { drop: ['dept:w3'], head: 9 }), wall);
    expect((await notebook()).replica.all('assignment').map((a) => a.person)).toEqual(['p2']);
  });

  it('begins afresh when the server says the cursor was of another store', async () => {
    const book = await notebook();
    await book.take(delta([row(1), row(2)]), wall);
    await book.take(delta([row(7)], { restart: true }), wall);
    expect((await notebook()).replica.all('assignment').map((a) => a.person)).toEqual(['p7']);
  });

  it('opens 1,200 rows in a few large reads', async () => {
    const book = await notebook();
    const rows = Array.from({ length: 1200 }, (_, n) => row(n));
    await book.take(delta(rows.slice(0, 1000), { more: true }), wall);
    await book.take(delta(rows.slice(1000)), wall);
    let opened = 0;
    const open = box.open.bind(box);
    box = { ...box, open: (sealed) => ((opened += 1), open(sealed)) };
    const again = await notebook();
    expect(again.replica.all('assignment')).toHaveLength(1200);
    expect(opened).toBeLessThan(8);
  });
});

describe('sequence numbers', () => {
  it('leave no hole and repeat none when two tabs write at once', async () => {
    const [a, b] = [await notebook(), await notebook()];
    const punch = { collection: 'punch', fields: { direction: 'in', department: 'w3', day: '2026-11-22' } } as const;
    const ids = (await Promise.all([a, b, a, b, a].map((book) => book.commit([punch, punch], true)))).flat();
    expect(new Set(ids).size).toBe(10);
    const again = await notebook();
    expect(again.mine.map((m) => m.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(again.mine.every((m, i) => i === 0 || m.stamp > again.mine[i - 1]!.stamp)).toBe(true);
    expect(again.mine[0]!.body.group).toBe(again.mine[1]!.body.group);
  });

  it('go on after a clock set back by a day, in rising order, in a new segment (K14)', async () => {
    const book = await notebook();
    const punch = { collection: 'punch', fields: { direction: 'in', department: 'w3', day: '2026-11-22' } } as const;
    await book.commit([punch]);
    const mono = wall;
    wall -= 86_400_000;
    const back = new Notebook(await Personal.open('zhiban-test'), box, ME, new Replica(), () => ({ wall, mono }), () => undefined);
    await back.load();
    await back.commit([punch]);
    expect(back.mine[1]!.stamp > back.mine[0]!.stamp).toBe(true);
    expect(back.mine[1]!.segment).not.toBe(back.mine[0]!.segment);
    wall += 86_400_000;
  });
});
