import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASLEEP, backOff, EVENTS, LANE, MOST_MS, next, type Effect, type EventName, type LaneEvent, type LaneName, type LaneState, type LoopState } from './loop';

const STATES = Object.keys(LANE) as LaneState[];
const LANE_EVENTS = Object.keys(LANE.off) as LaneEvent[];
const NAMES = Object.keys(EVENTS) as EventName[];
const TELL: Record<LaneName, Record<'ok' | 'failed', EventName>> = { push: { ok: 'pushOk', failed: 'pushFailed' }, pull: { ok: 'pullOk', failed: 'pullFailed' } };

describe('the table', () => {
  it('has a cell for every state and event, and none leads nowhere', () => {
    for (const state of STATES) {
      expect(Object.keys(LANE[state]).sort()).toEqual([...LANE_EVENTS].sort());
      for (const event of LANE_EVENTS) expect(STATES).toContain(LANE[state][event][0]);
    }
  });

  it('runs a request exactly when it goes to busy, and only from a state in which none is under way or one has just ended', () => {
    for (const state of STATES)
      for (const event of LANE_EVENTS) {
        const [to, act] = LANE[state][event];
        if (act === 'run') expect(to).toBe('busy');
        const ended = event === 'ok' || event === 'more' || event === 'failed';
        if (act === 'run' && (state === 'busy' || state === 'again')) expect(ended).toBe(true);
      }
  });

  it('stops from everywhere, and starts from there only by `start`', () => {
    for (const state of STATES) expect(LANE[state].stop[0]).toBe('off');
    for (const event of LANE_EVENTS) expect(LANE.off[event][0]).toBe(event === 'start' ? 'busy' : 'off');
  });

  it('never forgets work that came while a request was under way', () => {
    expect(LANE.busy.want[0]).toBe('again');
    expect(LANE.again.ok[0]).toBe('busy');
    expect(LANE.again.failed[0]).toBe('waiting');
  });
});

describe('backing off', () => {
  it('doubles to a minute and never beyond, whatever chance says', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.double({ min: 0, max: 1, noNaN: true }), (fails, random) => {
        const ms = backOff(fails, null, random);
        expect(ms).toBeGreaterThanOrEqual(500);
        expect(ms).toBeLessThanOrEqual(MOST_MS);
      }),
    );
  });

  it('keeps the server’s own wish as the least', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 3600 }), fc.double({ min: 0, max: 1, noNaN: true }), (s, random) => backOff(9, s, random) >= s * 1000));
  });
});

/** A phone in small: an outbox, a network with moods, timers; it does what the loop says. */
class Model {
  state: LoopState = ASLEEP;
  outbox = 0;
  pulls = 0;
  flying: Record<LaneName, number | null> = { push: null, pull: null };
  timers: Record<LaneName, number | null> = { push: null, pull: null };
  most = 0;

  event(name: EventName, retryAfter: number | null = null): void {
    const { state, effects } = next(this.state, { name, retryAfter }, 0.5);
    this.state = state;
    effects.forEach((e) => this.run(e));
  }

  private run(effect: Effect): void {
    if (effect.do === 'run') {
      expect(this.flying[effect.lane], `two requests in lane ${effect.lane}`).toBeNull();
      this.flying[effect.lane] = effect.lane === 'push' ? this.outbox : 0;
      this.timers[effect.lane] = null;
    } else if (effect.do === 'wait') this.timers[effect.lane] = effect.ms;
    else if (effect.do === 'rest') this.timers[effect.lane] = null;
  }

  answer(lane: LaneName, good: boolean): void {
    const sent = this.flying[lane];
    if (sent === null) return;
    this.flying[lane] = null;
    if (good && lane === 'push') this.outbox -= sent;
    if (good && lane === 'pull') this.pulls += 1;
    this.event(TELL[lane][good ? 'ok' : 'failed']);
  }

  due(lane: LaneName): void {
    if (this.timers[lane] === null) return;
    this.timers[lane] = null;
    this.event(lane === 'push' ? 'pushDue' : 'pullDue');
  }

  round(lane: LaneName): void {
    this.due(lane);
    this.answer(lane, true);
  }

  commit(): void {
    this.outbox += 1;
    this.event('committed');
  }
}

const step = fc.oneof(
  fc.record({ do: fc.constant('commit' as const) }),
  fc.record({ do: fc.constant('answer' as const), lane: fc.constantFrom<LaneName>('push', 'pull'), good: fc.boolean() }),
  fc.record({ do: fc.constant('due' as const), lane: fc.constantFrom<LaneName>('push', 'pull') }),
  fc.record({ do: fc.constant('event' as const), name: fc.constantFrom<EventName>('hint', 'online', 'visible', 'poll', 'locked', 'unlocked') }),
);

describe('any history', () => {
  it('ends with an empty outbox a few rounds after the network heals, without anyone touching the phone (SAFETY I4)', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (history) => {
        const phone = new Model();
        phone.event('unlocked');
        for (const s of history) {
          if (s.do === 'commit') phone.commit();
          else if (s.do === 'answer') phone.answer(s.lane, s.good);
          else if (s.do === 'due') phone.due(s.lane);
          // A lock drops what is in flight; the shell ignores its answer.
          else if (s.name === 'locked') [phone.flying, phone.state] = [{ push: null, pull: null }, next(phone.state, { name: 'locked' }, 0.5).state];
          else if (s.name !== 'unlocked' || phone.state.push.at === 'off') phone.event(s.name);
        }
        if (phone.state.push.at === 'off') phone.event('unlocked');
        for (let round = 0; round < 3; round++) for (const lane of ['push', 'pull'] as const) phone.round(lane);
        expect(phone.outbox).toBe(0);
        expect(phone.state).toEqual({ push: { at: 'idle', fails: 0 }, pull: { at: 'idle', fails: 0 } });
      }),
      { numRuns: 1000 },
    );
  });

  it('pulls at every hint, however often the push fails (SYNC 1.13 j)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), (rounds) => {
        const phone = new Model();
        phone.event('unlocked');
        phone.answer('pull', true);
        for (let i = 0; i < rounds; i++) {
          phone.commit();
          phone.answer('push', false);
          phone.event('hint');
          phone.answer('pull', true);
          phone.due('push');
        }
        expect(phone.pulls).toBe(rounds + 1);
      }),
    );
  });

  it('does nothing while locked', () => {
    for (const name of NAMES.filter((n) => n !== 'unlocked')) {
      const { state, effects } = next(ASLEEP, { name }, 0.5);
      expect(state).toEqual(ASLEEP);
      expect(effects.filter((e) => e.do === 'run' || e.do === 'wait')).toEqual([]);
    }
  });
});
