import type { ClockSegment } from '../../../shared-schemas/wire';
import { tick, type Moment } from './clock';

/** A phone's clock as it is stored with every change: last moment, next sequence number, and the stretches in which the wall clock ran straight. */
export interface PhoneClock {
  readonly last: Moment;
  readonly next: number;
  readonly segments: readonly ClockSegment[];
}

/** Where one open page stands: its segment, and how far its wall clock had run from the monotonic one (ms). */
export interface Reading {
  readonly segment: number;
  readonly skew: number;
}

/** Wall time, and monotonic time since any fixed moment, in whole ms. */
export interface Now {
  readonly wall: number;
  readonly mono: number;
}

export const JUMP_MS = 2_000;
export const MAX_SEGMENTS = 200;
export const NEW_CLOCK: PhoneClock = { last: '0'.repeat(16), next: 1, segments: [] };

/**
 * Finds the page's segment, opening a new one after a reload or a jump of more than 2 s (SYNC 1.3). A jump back is known exactly. A jump
 * forward is not: monotonic time stands still while a phone sleeps, so a long sleep looks the same; then only the server's anchors can tell (K14).
 */
export function observe(clock: PhoneClock, before: Reading | null, now: Now, needed: ReadonlySet<number>): [PhoneClock, Reading] {
  const skew = now.wall - now.mono;
  const moved = before ? skew - before.skew : 0;
  const known = before && clock.segments.some((s) => s.id === before.segment);
  if (known && Math.abs(moved) <= JUMP_MS) return [clock, before];
  const id = (clock.segments.at(-1)?.id ?? 0) + 1;
  const segment: ClockSegment = { id, wall: now.wall, jump: known && moved < 0 ? moved : null, anchor: null };
  return [{ ...clock, segments: prune([...clock.segments, segment], needed) }, { segment: id, skew }];
}

/** Keeps what waiting changes still need, and the anchor before the oldest of them. */
export function prune(segments: readonly ClockSegment[], needed: ReadonlySet<number>): readonly ClockSegment[] {
  const oldest = segments.findIndex((s) => needed.has(s.id));
  const end = oldest < 0 ? segments.length - 1 : oldest;
  const anchor = segments.slice(0, end + 1).findLastIndex((s) => s.anchor != null);
  return segments.slice(Math.max(anchor < 0 ? end : anchor, segments.length - MAX_SEGMENTS));
}

/** Writes down (phone wall, server time) of an exchange inside a segment. */
export const anchored = (clock: PhoneClock, segment: number, wall: number, server: number): PhoneClock => ({
  ...clock,
  segments: clock.segments.map((s) => (s.id === segment ? { ...s, anchor: [wall, server] } : s)),
});

/** The next change's place in time and sequence. */
export const advance = (clock: PhoneClock, wall: number): PhoneClock => ({ ...clock, last: tick(clock.last, wall), next: clock.next + 1 });
