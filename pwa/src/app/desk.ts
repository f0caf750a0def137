import { countsOf, type Counts, type Item } from '../store/items';
import { Notebook } from '../store/notebook';
import type { Draft } from '../store/pending';
import type { Replica } from '../store/replica';
import type { Word } from '../sync/leader';
import type { EventName } from '../sync/loop';
import type { Runner } from '../sync/runner';
import { NO_STATUS, type SyncStatus } from '../sync/status';
import type { World } from './environment';
import { mark } from './marks';
import type { Opened } from './vault';

/** What a desk tells the session that opened it. */
export interface Bell {
  changed(): void;
  lock(): void;
  lost(why: 'auth' | 'wipe'): void;
}

export const NO_COUNTS: Counts = countsOf([]);

/** One unlocked person at work: the open store, the syncing that goes with it, and the other tabs that have it open. */
export class Desk {
  readonly book: Notebook;
  private runner: Runner | null = null;
  private readonly deaf: () => void;
  private left = false;

  constructor(
    private readonly world: World,
    readonly opened: Opened,
    replica: Replica,
    private readonly bell: Bell,
  ) {
    this.book = new Notebook(opened.store, opened.box, opened.identity, replica, world.now, (wrote) => this.wrote(wrote));
    this.deaf = world.tabs.hear(this.key, (word) => void this.heard(word));
  }

  get key(): string {
    return this.opened.tenant.key;
  }

  /** Loads the syncing part, after the first screen; if it cannot come now, the next sign of life tries again. */
  async startSync(): Promise<void> {
    const loaded = await import('../sync/runner').catch(() => null);
    if (!loaded || this.left || this.runner) return;
    this.runner = new loaded.Runner(this.world, this.book, this.key, () => this.bell.changed(), (why) => this.bell.lost(why));
    this.runner.begin();
  }

  happened(name: EventName): void {
    if (this.runner) this.runner.happened({ name });
    else void this.startSync();
  }

  async commit(drafts: readonly Draft[]): Promise<readonly string[]> {
    const ids = await this.book.commit(drafts, drafts.length > 1);
    this.happened('committed');
    return ids;
  }

  private async heard(word: Word): Promise<void> {
    if (word === 'locked') return this.bell.lock();
    if (word === 'mine') await this.book.readMine();
    else await this.book.readPages();
    if (this.left) return;
    this.book.show();
    if (word === 'mine' && this.book.waiting.length) this.happened('committed');
  }

  private wrote(what: 'mine' | 'pages' | null): void {
    if (what) {
      this.world.tabs.tell(this.key, what);
      const { waiting, sent } = this.book.counts();
      mark(this.world.marks, this.key, { since: this.status.asOf, unsent: waiting + sent });
    }
    this.bell.changed();
  }

  get items(): readonly Item[] {
    return this.book.items();
  }

  get status(): SyncStatus {
    const status = this.runner?.status ?? { ...NO_STATUS, busy: true };
    return { ...status, asOf: Math.max(status.asOf, this.book.sync.contact) };
  }

  /** Forgets the key and all that is in memory. What was stored stays, sealed; what waits stays waiting. */
  leave(): void {
    this.left = true;
    this.runner?.stop();
    this.deaf();
    this.book.shut();
  }
}
