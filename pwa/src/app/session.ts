import type { CollectionName, Records } from '../../../shared-schemas/wire';
import type { Counts, Item } from '../store/items';
import type { Draft } from '../store/pending';
import type { Tenant } from '../store/phone';
import { Replica } from '../store/replica';
import type { Welcome } from '../sync/client';
import type { EventName } from '../sync/loop';
import { NO_STATUS, type SyncStatus } from '../sync/status';
import type { Arriving } from './arrival';
import { Desk, NO_COUNTS } from './desk';
import type { World } from './environment';
import { mark, readMarks } from './marks';
import type { Evicted, LockReason, LoginAnswer, Me, PhonePerson, StorageReport, UnlockAnswer } from './types';
import { identityOf, pinFault, Vault, type Opened } from './vault';

export const IDLE_MS = 120_000;

/** What screens know of the phone: who is here, what is pending, how sync stands; and `commit`, the one way to do something. */
export class Session {
  readonly replica = new Replica();
  people: readonly PhonePerson[] = [];
  /** Whether `people` has been read from the phone yet: until then nobody knows that it is empty. */
  known = false;
  me: Me | null = null;
  locked: LockReason = 'start';
  /** The server no longer takes this phone's token: work goes on, but only a log-in will send it. */
  authLost = false;
  evicted: Evicted | null = null;
  /** After how long without a touch the phone locks. */
  idleMs = IDLE_MS;
  private vault: Vault | null = null;
  private desk: Desk | null = null;
  private arriving: Arriving | null = null;
  private touched = { wall: 0, mono: 0 };
  private readonly listeners = new Set<() => void>();

  constructor(private readonly world: World) {}

  /** Reads who is on this phone; screens wait for it once. */
  async ready(): Promise<void> {
    this.vault ??= await Vault.open(this.world.pinRounds);
    this.people = await this.vault.people();
    const lost = Object.entries(readMarks(this.world.marks)).find(([key]) => !this.people.some((p) => p.key === key));
    if (lost) this.evicted = { name: '', ...lost[1] };
    this.known = true;
    this.tell();
  }

  get install(): string {
    return this.vault?.install ?? '';
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }

  private get keys(): Vault {
    if (!this.vault) throw new Error('session.ready() comes first');
    return this.vault;
  }

  // people ------------------------------------------------------------------------------------------------------

  /** Number and password, online. Afterwards `setPin` unless this only renewed the token of who is unlocked. */
  async login(number: string, password: string, label = ''): Promise<LoginAnswer> {
    const loaded = await import('./arrival').catch(() => null);
    if (!loaded) return { ok: false, code: 'phone.offline', params: {} };
    const answer = await loaded.knock(this.world, this.keys, { number, password, label }, this.desk?.opened ?? null);
    if (!answer.ok) return { ok: false, code: answer.code, params: answer.params };
    if ('arriving' in answer) this.arriving = answer.arriving;
    else if (this.desk) await this.renew(this.desk, answer.renewed);
    return { ok: true, needsPin: 'arriving' in answer };
  }

  private async renew(desk: Desk, welcome: Welcome): Promise<void> {
    const { opened } = desk;
    await desk.book.saveIdentity(identityOf(welcome, opened.identity.epoch));
    this.shut();
    await this.open({ ...opened, store: await desk.book.reopen(), identity: desk.book.identity });
  }

  /** A PIN for who has just logged in, or a new one for who is unlocked. Empty when it was set, else a code. */
  async setPin(pin: string): Promise<'' | 'pin.short' | 'pin.weak' | 'phone.unknown'> {
    const fault = pinFault(pin);
    if (fault) return fault;
    const { arriving, desk } = this;
    if (!arriving) {
      if (!desk) return 'phone.unknown';
      await this.keys.setPin(desk.opened.tenant, desk.opened.raw, pin, null);
      return '';
    }
    this.arriving = null;
    const { settleIn } = await import('./arrival');
    const unsent = desk && desk.key === arriving.old?.key ? desk.book.waiting : [];
    this.shut();
    const { opened, lost } = await settleIn(this.keys, arriving, pin, this.world.now().wall, () => this.lock('tab'));
    if (lost && !unsent.length) this.missing(lost);
    await this.open(opened);
    if (lost && unsent.length) await this.desk?.book.adopt(unsent).then(() => this.happened('committed'));
    this.people = await this.keys.people();
    this.tell();
    void this.world.storage?.persist().catch(() => false);
    return '';
  }

  private missing(tenant: Tenant): void {
    const known = readMarks(this.world.marks)[tenant.key];
    this.evicted = { name: tenant.name, since: known?.since ?? 0, unsent: known?.unsent ?? 0 };
    mark(this.world.marks, tenant.key, null);
  }

  /** Opens a person's store with the PIN, without any network. */
  async unlock(key: string, pin: string): Promise<UnlockAnswer> {
    const tried = await this.keys.tryPin(key, pin, this.world.now().wall);
    this.people = await this.keys.people();
    if ('left' in tried) {
      this.tell();
      return tried.left > 0 ? { ok: false, code: 'pin.wrong', left: tried.left } : { ok: false, code: 'pin.blocked', left: 0 };
    }
    this.shut();
    const opened = await this.keys.openStore(tried.tenant, tried.raw, () => this.lock('tab'));
    if (!opened) {
      this.missing(tried.tenant);
      this.tell();
      return { ok: false, code: 'phone.evicted', left: 0 };
    }
    await this.open(opened);
    return { ok: true };
  }

  private async open(opened: Opened): Promise<void> {
    const desk = new Desk(this.world, opened, this.replica, { changed: () => this.tell(), lock: () => this.lock('tab'), lost: (why) => void this.lost(why) });
    this.desk = desk;
    await desk.book.load();
    const { person, token: _token, ...rest } = opened.identity;
    this.me = { id: person, ...rest };
    this.authLost = false;
    this.touch();
    this.tell();
    void desk.startSync();
  }

  private async lost(why: 'auth' | 'wipe'): Promise<void> {
    this.authLost = true;
    const tenant = this.desk?.opened.tenant;
    if (why === 'wipe' && tenant) {
      this.lock('wiped');
      mark(this.world.marks, tenant.key, null);
      await this.keys.remove(tenant);
      this.people = await this.keys.people();
    }
    this.tell();
  }

  /** Forgets the key and everything shown. What was stored stays, sealed; what waits stays waiting. */
  lock(reason: LockReason): void {
    if (!this.desk) return;
    if (reason === 'handover') this.world.tabs.tell(this.desk.opened.tenant.key, 'locked');
    this.shut();
    this.locked = reason;
    this.tell();
  }

  private shut(): void {
    const { desk } = this;
    this.desk = null;
    this.me = null;
    desk?.leave();
  }

  /** Ends this phone's session with the server and removes the store; refuses (false) while unsent work would be lost. */
  async leave(): Promise<boolean> {
    const { desk, counts } = this;
    if (!desk || counts.waiting + counts.sent > 0) return false;
    const { token } = desk.book.identity;
    void import('../sync/client').then(({ logout }) => logout(this.world.wire, token)).catch(() => undefined);
    this.lock('handover');
    mark(this.world.marks, desk.opened.tenant.key, null);
    await this.keys.remove(desk.opened.tenant);
    await this.ready();
    return true;
  }

  /** The person touched the phone. */
  touch(): void {
    this.touched = this.world.now();
  }

  /** Locks after two minutes without a touch; called now and then, and when the page is looked at again. */
  checkIdle(): void {
    const { wall, mono } = this.world.now();
    if (this.me && Math.max(Math.abs(wall - this.touched.wall), mono - this.touched.mono) >= this.idleMs) this.lock('idle');
  }

  // work --------------------------------------------------------------------------------------------------------

  /** Does one thing: stored for good when it resolves, with the change's id; sent when there is signal. */
  async commit(draft: Draft): Promise<string> {
    return (await this.commitAll([draft]))[0]!;
  }

  /** Several things that are taken all or not at all. */
  async commitAll(drafts: readonly Draft[]): Promise<readonly string[]> {
    if (!this.desk) throw new Error('commit while locked');
    return this.desk.commit(drafts);
  }

  /** Tells the loop what the browser noticed: `online`, `visible`, `poll`. */
  happened(name: EventName): void {
    this.desk?.happened(name);
  }

  all<C extends CollectionName>(collection: C): readonly Records[C][] {
    return this.replica.all(collection);
  }

  /** Everything done on this phone and how far it came, newest first. */
  get items(): readonly Item[] {
    return this.desk?.items ?? [];
  }

  get counts(): Counts {
    return this.desk?.book.counts() ?? NO_COUNTS;
  }

  get status(): SyncStatus {
    return this.desk?.status ?? NO_STATUS;
  }

  /** The opaque token for the online-only endpoints (roster generation, quiz key, …); empty while locked. */
  get token(): string {
    return this.desk?.book.identity.token ?? '';
  }

  /** Puts a refusal away once its author has read it. */
  close(id: string): Promise<void> {
    return this.desk?.book.close(id) ?? Promise.resolve();
  }

  async storage(): Promise<StorageReport> {
    const { storage } = this.world;
    const [persisted, estimate] = await Promise.all([storage?.persisted().catch(() => null), storage?.estimate().catch(() => null)]);
    return { persisted: persisted ?? null, usage: estimate?.usage ?? null, quota: estimate?.quota ?? null };
  }
}
