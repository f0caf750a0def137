import type { Delta, PushReply, Receipt, Slip } from '../../../shared-schemas/wire';
import { changeId, stampOf } from '../changes/clock';
import { advance, anchored, observe, type Now, type PhoneClock, type Reading } from '../changes/segments';
import { randomBytes, toHex, type Box, type Sealed } from './box';
import { countsOf, itemsOf, type Counts, type Item } from './items';
import { overlay } from './overlay';
import { bodyOf, renamed, spent, type Body, type Draft, type Mine, type Seen } from './pending';
import type { Personal, StoredChange } from './personal';
import { pageOf, type Page, type Replica } from './replica';

/** Who this store belongs to, and as what it speaks to the server. */
export interface Identity {
  readonly token: string;
  readonly device: number;
  readonly epoch: number;
  readonly person: string;
  readonly name: string;
  readonly tenant: string;
  readonly roles: readonly string[];
  readonly leads: readonly string[];
  readonly department: string;
  readonly post: string;
  readonly zone: string;
}

/** How far this store has pulled, and when it last spoke with the server (phone time). */
export interface SyncState {
  readonly cursor: string;
  readonly head: number;
  readonly contact: number;
}

const FOLD_AT = 24;
const NEVER: SyncState = { cursor: '', head: 0, contact: 0 };

/** One unlocked person's store: the sealed database, and in memory the replica with the person's own changes over it. */
export class Notebook {
  mine: readonly Mine[] = [];
  sync: SyncState = NEVER;
  /** Highest sequence number that is on its way right now. */
  inFlight = 0;
  private closed = new Set<string>();
  private reading: Reading | null = null;
  private lastPage = 0;
  private pageCount = 0;
  private lines: readonly Item[] | null = null;

  constructor(
    private readonly store: Personal,
    private readonly box: Box,
    public identity: Identity,
    readonly replica: Replica,
    private readonly now: () => Now,
    /** Called after every change of what is shown; other tabs are told when `mine` or `pages` were written here. */
    private readonly changed: (wrote: 'mine' | 'pages' | null) => void,
  ) {}

  /** Reads the whole store into memory. */
  async load(): Promise<void> {
    const [sync, closed] = await Promise.all([this.unsealed<SyncState>('sync'), this.unsealed<string[]>('closed')]);
    this.sync = sync ?? NEVER;
    this.closed = new Set(closed ?? []);
    await Promise.all([this.readPages(), this.readMine()]);
    this.show();
  }

  private async unsealed<T>(key: string): Promise<T | null> {
    const found = await this.store.sealed(key);
    return found ? ((await this.box.open(found)) as T) : null;
  }

  /** Takes in pages that were stored since the last look, by this tab or another. */
  async readPages(): Promise<void> {
    const { keys, pages } = await this.store.pagesAfter(this.lastPage);
    const touched = new Set<string>();
    for (const page of await Promise.all(pages.map((p) => this.box.open(p)))) for (const c of this.replica.apply(page as Page)) touched.add(c);
    this.lastPage = keys.at(-1) ?? this.lastPage;
    this.pageCount += pages.length;
    this.sync = (await this.unsealed<SyncState>('sync')) ?? this.sync;
    this.replica.tell(touched);
  }

  async readMine(): Promise<void> {
    const known = new Map(this.mine.map((m) => [m.seq, m]));
    const stored = await this.store.outbox();
    this.mine = await Promise.all(
      stored.map(async (change): Promise<Mine> => {
        const had = known.get(change.seq);
        return had && Boolean(had.receipt) === Boolean(change.receipt) ? had : this.opened(change);
      }),
    );
  }

  private async opened(change: StoredChange): Promise<Mine> {
    const receipt = change.receipt ? ((await this.box.open(change.receipt)) as Receipt) : null;
    return this.mineOf(change, (await this.box.open(change.body)) as Body, receipt);
  }

  private mineOf(change: StoredChange, body: Body, receipt: Receipt | null): Mine {
    const { seq, stamp, segment, head } = change;
    return { seq, stamp, segment, head, body, receipt, id: changeId(this.identity.device, this.identity.epoch, seq) };
  }

  /** Lays own changes over the replica again and tells everyone. */
  show(wrote: 'mine' | 'pages' | null = null): void {
    this.lines = null;
    this.replica.cover(overlay(this.mine, this.sync.head, this.inFlight, this.identity, (c, id) => this.replica.held(c, id)));
    this.changed(wrote);
  }

  get waiting(): readonly Mine[] {
    return this.mine.filter((m) => !m.receipt);
  }

  /** Stores changes for good and shows them; returns their ids. A group is taken all or not at all. */
  async commit(drafts: readonly Draft[], grouped = false): Promise<readonly string[]> {
    const group = grouped ? toHex(randomBytes(8)) : '';
    const bodies = drafts.map((draft) => bodyOf(draft, this.sync.head, this.seen(draft), group));
    const sealed = await Promise.all(bodies.map((body) => this.box.seal(body)));
    const stored = await this.store.append((clock) => this.place(clock, sealed));
    const fresh = stored.map((change, i) => this.mineOf(change, bodies[i]!, null));
    this.mine = [...this.mine, ...fresh].sort((a, b) => a.seq - b.seq);
    this.show('mine');
    return fresh.map((m) => m.id);
  }

  /** Takes over unsent work of a store whose replica the server no longer knows (restored from a backup): renumbered, at its own times. */
  async adopt(old: readonly Mine[]): Promise<void> {
    const { device, epoch } = this.identity;
    const first = (await this.store.clock()).next;
    const ids = new Map(old.map((m, i) => [m.id, changeId(device, epoch, first + i)]));
    const sealed = await Promise.all(old.map((m) => this.box.seal(renamed(m.body, ids))));
    await this.store.append((clock) => ({
      clock: { ...clock, next: clock.next + old.length, last: [clock.last, ...old.map((m) => m.stamp)].sort().at(-1)! },
      changes: old.map((m, i) => ({ seq: clock.next + i, stamp: m.stamp, segment: 0, body: sealed[i]!, receipt: null, head: 0 })),
    }));
    await this.readMine();
    this.show('mine');
  }

  private seen(draft: Draft): Seen {
    const record = draft.record ?? '';
    const own = this.mine.filter((m) => record && m.body.record === record && m.body.collection === draft.collection && (!m.receipt || m.head >= this.sync.head));
    const stamp = (m: Mine): string => m.receipt?.stamp || stampOf(m.stamp, this.identity.device);
    return { held: record ? this.replica.held(draft.collection, record) : undefined, mine: own.map((m) => ({ stamp: stamp(m), body: m.body })) };
  }

  private place(stored: PhoneClock, bodies: readonly Sealed[]): { clock: PhoneClock; changes: StoredChange[] } {
    const now = this.now();
    const [seen, reading] = observe(stored, this.reading, now, this.needed());
    this.reading = reading;
    let clock = seen;
    const changes = bodies.map((body): StoredChange => {
      const seq = clock.next;
      clock = advance(clock, now.wall);
      return { seq, stamp: clock.last, segment: reading.segment, body, receipt: null, head: 0 };
    });
    return { clock, changes };
  }

  private needed(): ReadonlySet<number> {
    return new Set(this.waiting.map((m) => m.segment));
  }

  /** The stored clock for a batch, with a segment for this very moment. */
  async clock(): Promise<PhoneClock> {
    await this.store.changeClock((clock) => {
      const [seen, reading] = observe(clock, this.reading, this.now(), this.needed());
      this.reading = reading;
      return seen;
    });
    return this.store.clock();
  }

  /** Notes an exchange with the server: it anchors this page's clock segment. */
  async anchor(wall: number, server: number): Promise<void> {
    await this.clock();
    const segment = this.reading?.segment ?? 0;
    await this.store.changeClock((clock) => anchored(clock, segment, wall, server));
  }

  /** Writes the server's answers down; answered changes stay until a backup covers them (SYNC 1.10) or many newer ones do. */
  async settle(reply: PushReply): Promise<void> {
    const answers = new Map(reply.receipts.map((r) => [r.seq, r]));
    const settled = this.mine.filter((m) => answers.has(m.seq)).map((m): Mine => ({ ...m, receipt: answers.get(m.seq)!, head: reply.head }));
    const bySeq = new Map(settled.map((m) => [m.seq, m]));
    const next = this.mine.map((m) => bySeq.get(m.seq) ?? m);
    const drop = spent(next, reply.backup_floor, this.closed);
    const receipts = await Promise.all(settled.map((m) => this.box.seal(m.receipt)));
    const old = new Map((await this.store.outbox()).map((c) => [c.seq, c]));
    const rows = settled.flatMap((m, i) => (old.has(m.seq) ? [{ ...old.get(m.seq)!, receipt: receipts[i]!, head: m.head }] : []));
    await this.store.settle(rows, [...drop]);
    this.mine = next.filter((m) => !drop.has(m.seq));
    this.show('mine');
  }

  /** Takes one pulled page in: stored and shown in one go. */
  async take(delta: Delta, contact: number): Promise<void> {
    const sync: SyncState = { cursor: delta.cursor, head: delta.more ? this.sync.head : delta.head, contact };
    const [page, sealed] = await Promise.all([this.box.seal(pageOf(delta)), this.box.seal(sync)]);
    this.lastPage = await this.store.addPage(page, sealed, delta.restart);
    this.pageCount = delta.restart ? 1 : this.pageCount + 1;
    this.sync = sync;
    this.replica.tell(this.replica.apply(pageOf(delta)));
    this.show('pages');
    if (this.pageCount > FOLD_AT && !delta.more) await this.fold();
  }

  private async fold(): Promise<void> {
    const pages = await Promise.all(this.replica.pages().map((page) => this.box.seal(page)));
    if (await this.store.foldPages(pages, this.lastPage)) {
      this.lastPage += pages.length;
      this.pageCount = pages.length;
    }
  }

  items(): readonly Item[] {
    return (this.lines ??= itemsOf(this.mine, (id) => this.replica.get('slip', id) as Slip | undefined, this.inFlight, this.closed));
  }

  counts(): Counts {
    return countsOf(this.items());
  }

  /** Puts refused or lost work away. */
  async close(id: string): Promise<void> {
    this.closed.add(id);
    await this.store.putSealed('closed', await this.box.seal([...this.closed]));
    this.show('mine');
  }

  async saveIdentity(identity: Identity): Promise<void> {
    this.identity = identity;
    await this.store.putSealed('identity', await this.box.seal(identity));
  }

  /** The same database again, after `shut`. */
  reopen(): Promise<Personal> {
    return this.store.again();
  }

  /** Forgets what is in memory; the database stays, sealed. */
  shut(): void {
    this.replica.clear();
    this.mine = [];
    this.store.close();
  }
}
