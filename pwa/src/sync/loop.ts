/**
 * When to push and when to pull, as a pure function: (state, event, random) -> (state, effects). Push and pull are two lanes that run
 * side by side through the same table, so that neither ever waits for the other (SYNC 1.6, 1.13 j). `navigator.onLine` is a hint only.
 */
export type LaneState = 'off' | 'idle' | 'busy' | 'again' | 'waiting';
export type LaneEvent = 'start' | 'stop' | 'want' | 'nudge' | 'ok' | 'more' | 'failed' | 'due';
export type LaneName = 'push' | 'pull';

/** What a cell does besides going to another state: run the request, or set or clear the lane's timer. */
type Act = 'run' | 'rest' | 'backOff' | 'none';
type Cell = readonly [to: LaneState, act: Act];

const stay = (state: LaneState): Cell => [state, 'none'];
const RUN: Cell = ['busy', 'run'];
const OFF: Cell = ['off', 'rest'];

/** The full table: a missing cell does not type-check. `busy` has a request under way; `again` too, and something new came since. */
export const LANE: Readonly<Record<LaneState, Readonly<Record<LaneEvent, Cell>>>> = {
  off: { start: RUN, stop: stay('off'), want: stay('off'), nudge: stay('off'), ok: stay('off'), more: stay('off'), failed: stay('off'), due: stay('off') },
  idle: { start: RUN, stop: OFF, want: RUN, nudge: RUN, ok: stay('idle'), more: RUN, failed: stay('idle'), due: RUN },
  busy: { start: stay('again'), stop: OFF, want: stay('again'), nudge: stay('again'), ok: ['idle', 'rest'], more: RUN, failed: ['waiting', 'backOff'], due: stay('busy') },
  again: { start: stay('again'), stop: OFF, want: stay('again'), nudge: stay('again'), ok: RUN, more: RUN, failed: ['waiting', 'backOff'], due: stay('again') },
  waiting: { start: RUN, stop: OFF, want: stay('waiting'), nudge: RUN, ok: ['idle', 'rest'], more: RUN, failed: ['waiting', 'backOff'], due: RUN },
};

/** Everything that happens to the loop. */
export type EventName =
  | 'unlocked' | 'locked' | 'authLost' | 'committed' | 'hint' | 'online' | 'visible' | 'poll'
  | 'pushOk' | 'pushMore' | 'pushFailed' | 'pushDue' | 'pullOk' | 'pullMore' | 'pullFailed' | 'pullDue';

/** `retryAfter` (s) is the server's own wish, from a 503 or a reply. */
export interface Happened {
  readonly name: EventName;
  readonly retryAfter?: number | null;
}

/** What each event means for each lane; null: nothing. A commit also nudges a push that is backing off only through `due`. */
export const EVENTS: Readonly<Record<EventName, Readonly<Record<LaneName, LaneEvent | null>>>> = {
  unlocked: { push: 'start', pull: 'start' },
  locked: { push: 'stop', pull: 'stop' },
  authLost: { push: 'stop', pull: 'stop' },
  committed: { push: 'want', pull: null },
  hint: { push: null, pull: 'want' },
  online: { push: 'nudge', pull: 'nudge' },
  visible: { push: 'nudge', pull: 'nudge' },
  poll: { push: 'want', pull: 'want' },
  pushOk: { push: 'ok', pull: 'want' },
  pushMore: { push: 'more', pull: 'want' },
  pushFailed: { push: 'failed', pull: null },
  pushDue: { push: 'due', pull: null },
  pullOk: { push: null, pull: 'ok' },
  pullMore: { push: null, pull: 'more' },
  pullFailed: { push: null, pull: 'failed' },
  pullDue: { push: null, pull: 'due' },
};

export interface Lane {
  readonly at: LaneState;
  readonly fails: number;
}

export interface LoopState {
  readonly push: Lane;
  readonly pull: Lane;
}

export type Effect =
  | { readonly do: 'run'; readonly lane: LaneName }
  | { readonly do: 'wait'; readonly lane: LaneName; readonly ms: number }
  | { readonly do: 'rest'; readonly lane: LaneName }
  | { readonly do: 'live'; readonly on: boolean };

export const ASLEEP: LoopState = { push: { at: 'off', fails: 0 }, pull: { at: 'off', fails: 0 } };
export const FIRST_MS = 1_000;
export const MOST_MS = 60_000;

/** Half fixed, half random, doubling from 1 s to a minute; a server's own wish is kept and spread by a tenth. */
export function backOff(fails: number, retryAfter: number | null, random: number): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(fails, 10));
  return retryAfter === null ? Math.round(most / 2 + (most / 2) * random) : Math.round(retryAfter * 1000 * (1 + random / 10));
}

function step(lane: Lane, name: LaneName, happened: LaneEvent, retryAfter: number | null, random: number): [Lane, Effect[]] {
  const [at, act] = LANE[lane.at][happened];
  const fails = act === 'backOff' ? lane.fails + 1 : happened === 'ok' || happened === 'more' || at === 'off' ? 0 : lane.fails;
  const effects: Record<Act, Effect[]> = {
    run: [{ do: 'run', lane: name }],
    rest: [{ do: 'rest', lane: name }],
    backOff: [{ do: 'wait', lane: name, ms: backOff(lane.fails, retryAfter, random) }],
    none: [],
  };
  return [{ at, fails }, effects[act]];
}

export function next(state: LoopState, event: Happened, random: number): { state: LoopState; effects: Effect[] } {
  const { push, pull } = EVENTS[event.name];
  const wish = event.retryAfter ?? null;
  const [pushLane, pushEffects] = push ? step(state.push, 'push', push, wish, random) : [state.push, []];
  const [pullLane, pullEffects] = pull ? step(state.pull, 'pull', pull, wish, random) : [state.pull, []];
  const live: Effect[] = event.name === 'unlocked' ? [{ do: 'live', on: true }] : push === 'stop' ? [{ do: 'live', on: false }] : [];
  return { state: { push: pushLane, pull: pullLane }, effects: [...pushEffects, ...pullEffects, ...live] };
}
