import type { Now } from '../changes/segments';
import type { Notebook } from '../store/notebook';
import { pull, push, type Answer, type Wire } from './client';
import type { Tabs } from './leader';
import { listen, type LiveWire } from './live';
import { ASLEEP, next, type Happened, type LaneName, type LoopState } from './loop';
import { halved, LIMITS, nextBatch, relaxed, type Limits } from './outbox';
import { NO_STATUS, type SyncStatus } from './status';

/** The thin shell's world: timers, randomness, time, network, other tabs. */
export interface RunnerWorld {
  readonly wire: Wire;
  readonly live: LiveWire;
  readonly tabs: Tabs;
  readonly now: () => Now;
  readonly random: () => number;
  readonly after: (ms: number, run: () => void) => () => void;
  readonly app: string;
}

const POLL_MS = 5 * 60_000;

/** Does what the loop decides, for one unlocked person, in the one tab that leads. */
export class Runner {
  status: SyncStatus = NO_STATUS;
  private state: LoopState = ASLEEP;
  private limits: Limits = LIMITS;
  private from: number | null = null;
  private best = Infinity;
  private readonly timers = new Map<string, () => void>();
  private hearing: AbortController | null = null;
  private release: () => void = () => undefined;
  private stopped = false;

  constructor(
    private readonly world: RunnerWorld,
    private readonly book: Notebook,
    private readonly name: string,
    private readonly told: () => void,
    private readonly lost: (why: 'auth' | 'wipe', code: string) => void,
  ) {
    this.status = { ...this.status, asOf: book.sync.contact };
  }

  /** Asks for the lead; from then on this tab syncs. */
  begin(): void {
    this.release = this.world.tabs.lead(this.name, () => this.happened({ name: 'unlocked' }));
    this.poll();
  }

  /** Puts one event through the loop and does what comes out. */
  happened(event: Happened): void {
    if (this.stopped) return;
    const { state, effects } = next(this.state, event, this.world.random());
    this.state = state;
    for (const effect of effects) {
      if (effect.do === 'run') {
        this.rest(effect.lane);
        void this.run(effect.lane);
      } else if (effect.do === 'wait') this.wait(effect.lane, effect.ms);
      else if (effect.do === 'rest') this.rest(effect.lane);
      else if (effect.on) this.listen();
      else this.hearing?.abort();
    }
    this.say({ busy: [state.push.at, state.pull.at].some((at) => at === 'busy' || at === 'again') });
  }

  /** A request that could not even be made or stored (no room, the store closed under it) counts as failed, never as under way for ever. */
  private async run(lane: LaneName): Promise<void> {
    try {
      await (lane === 'push' ? this.push() : this.pull());
    } catch (error) {
      if (this.stopped) return;
      this.book.inFlight = 0;
      this.say({ reason: { why: 'refused', code: 'phone.storage', params: { detail: String(error).slice(0, 120) } } });
      this.happened({ name: lane === 'push' ? 'pushFailed' : 'pullFailed' });
    }
  }

  stop(): void {
    this.happened({ name: 'locked' });
    this.stopped = true;
    for (const cancel of this.timers.values()) cancel();
    this.release();
  }

  /** The page came back: listen again if the stream died while it slept. */
  private listen(): void {
    this.hearing?.abort();
    this.hearing = new AbortController();
    void listen(this.world.live, this.book.identity.token, this.hearing.signal, () => this.happened({ name: 'hint' }));
  }

  private wait(lane: LaneName, ms: number): void {
    this.rest(lane);
    this.timers.set(lane, this.world.after(ms, () => this.happened({ name: lane === 'push' ? 'pushDue' : 'pullDue' })));
  }

  private rest(lane: LaneName): void {
    this.timers.get(lane)?.();
    this.timers.delete(lane);
  }

  private poll(): void {
    this.timers.set(
      'poll',
      this.world.after(POLL_MS, () => {
        this.happened({ name: 'poll' });
        if (!this.stopped) this.poll();
      }),
    );
  }

  private say(change: Partial<SyncStatus>): void {
    this.status = { ...this.status, ...change };
    this.told();
  }

  private async push(): Promise<void> {
    const { device, epoch, token } = this.book.identity;
    const clock = await this.book.clock();
    const { wall, mono } = this.world.now();
    const batch = nextBatch(this.book.mine, this.from, this.limits, { device, epoch, wall, mono, segments: clock.segments, app: this.world.app });
    if (!batch) return this.happened({ name: 'pushOk' });
    const tried = batch.changes.length;
    this.fly(batch.first + tried - 1);
    const answer = await push(this.world.wire, token, batch);
    if (this.stopped) return;
    if (!answer.ok) {
      this.fly(0);
      if (answer.why === 'tooLarge' && tried > 1) {
        this.limits = halved(this.limits, tried);
        return this.happened({ name: 'pushMore' });
      }
      return this.failed('pushFailed', answer);
    }
    const reply = answer.value;
    this.book.inFlight = 0;
    await this.book.settle(reply);
    await this.met(answer.sent, answer.received, reply.time);
    this.limits = relaxed(this.limits, reply);
    if (reply.retry_after === null) return this.hole(reply.expected, batch.first);
    // Taken, but the server asks for a pause (ms).
    this.happened({ name: 'pushFailed', retryAfter: reply.retry_after / 1000 });
  }

  /** The server misses earlier changes (it was restored from a backup): send again from there, if they are still here. */
  private hole(expected: number | null, first: number): void {
    const here = expected !== null && this.book.mine.some((m) => m.seq === expected);
    this.from = here ? expected : null;
    if (expected !== null && (!here || expected >= first)) {
      this.say({ reason: { why: 'refused', code: 'phone.hole', params: { expected } } });
      return this.happened({ name: 'pushFailed' });
    }
    this.happened({ name: here || this.book.waiting.length ? 'pushMore' : 'pushOk' });
  }

  private fly(upTo: number): void {
    this.book.inFlight = upTo;
    this.book.show();
  }

  private async pull(): Promise<void> {
    const answer = await pull(this.world.wire, this.book.identity.token, this.book.sync.cursor);
    if (this.stopped) return;
    if (!answer.ok) return this.failed('pullFailed', answer);
    await this.met(answer.sent, answer.received, answer.value.time);
    await this.book.take(answer.value, answer.received);
    this.happened({ name: answer.value.more ? 'pullMore' : 'pullOk' });
  }

  private failed(name: 'pushFailed' | 'pullFailed', answer: Extract<Answer<unknown>, { ok: false }>): void {
    const { why, code, params, retryAfter } = answer;
    this.say({ lastAttempt: this.world.now().wall, reason: { why, code, params } });
    if (why === 'auth' || why === 'wipe') {
      this.happened({ name: 'authLost' });
      return this.lost(why, code);
    }
    this.happened({ name, retryAfter });
  }

  /** Notes a good exchange: the clock's offset at its best round trip (PHONE 4.10), and an anchor for repair (K14). */
  private async met(sent: number, received: number, server: number): Promise<void> {
    const trip = Math.max(0, received - sent);
    const middle = Math.round((sent + received) / 2);
    const better = trip <= this.best;
    if (better) this.best = trip;
    this.say({ asOf: received, lastAttempt: received, reason: null, ...(better ? { clockOffset: server - middle } : {}) });
    await this.book.anchor(middle, server);
  }
}
