import type { ClockSegment } from '../../../shared-schemas/wire';

/**
 * Hybrid logical clock, in the words of server/zhiban/changes/clock.py. A moment is 12 hex digits of milliseconds and 4 of a counter;
 * a stamp adds "-" and the replica's 8. Both sort as text exactly as they sort in time.
 */
export type Moment = string;
export type Stamp = string;

export const DRIFT_MS = 5_000;
export const FLAG_MS = 300_000;
const COUNTER = 0xffffn;

const hex = (value: number | bigint, digits: number): string => value.toString(16).padStart(digits, '0');

export const moment = (ms: number, counter = 0): Moment => hex(ms, 12) + hex(counter, 4);
export const stampOf = (time: Moment, replica: number): Stamp => `${time}-${hex(replica, 8)}`;
export const stampMs = (text: Moment | Stamp): number => parseInt(text.slice(0, 12), 16);
/** ms << 16 | counter. */
export const packed = (text: Moment | Stamp): bigint => BigInt(`0x${text.slice(0, 16)}`);
export const unpacked = (value: bigint): Moment => hex(value, 16);
export const changeId = (device: number, epoch: number, seq: number): string => `${device.toString(16)}.${epoch}.${seq}`;

/** The next moment of a phone: never behind its last one, never behind its wall clock. */
export function tick(last: Moment, wall: number): Moment {
  const now = moment(wall);
  return now > last ? now : unpacked(packed(last) + 1n);
}

/** How far one clock segment was off (ms to add to its wall time), whether that is known, and the offset that would make it earliest. */
export interface Trust {
  readonly offset: number;
  readonly sure: boolean;
  readonly earliest_offset: number;
}

const anchorOffset = (segment: ClockSegment): number | null => (segment.anchor ? segment.anchor[1] - segment.anchor[0] : null);

/** Every segment's offset, worked out backwards from the push: over known jumps exactly, over unknown ones only where anchors agree (K14). */
export function segmentTrust(segments: readonly ClockSegment[], offsetNow: number): Map<number, Trust> {
  const ordered = [...segments].sort((a, b) => a.id - b.id);
  const trust = new Map<number, Trust>();
  let offset = offsetNow;
  let sure = true;
  ordered.reduceRight((_, segment, index) => {
    const own = anchorOffset(segment);
    if (own !== null && (index < ordered.length - 1 || !sure)) [offset, sure] = [own, true];
    const before = ordered.slice(0, index).map(anchorOffset).filter((o) => o !== null);
    const earlier = before.at(-1) ?? null;
    trust.set(segment.id, { offset, sure, earliest_offset: sure || earlier === null ? offset : Math.min(offset, earlier) });
    if (segment.jump != null) offset += segment.jump;
    else if (earlier === null || Math.abs(earlier - offset) > DRIFT_MS) sure = false;
    return null;
  }, null);
  return trust;
}

/** One change's time after repair. */
export interface Repaired {
  readonly stamp: Moment;
  readonly claimed_ms: number;
  readonly sure: boolean;
  readonly offset: number;
  readonly earliest_ms: number;
  readonly flagged: boolean;
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Moves a claimed moment onto the server's time line: at most `now`, above `after`; never refuses for time. */
export function repair(claimed: Moment, trust: Trust, now: number, after: bigint): Repaired {
  const raw = packed(claimed);
  const ms = raw >> 16n;
  const shifted = ((ms + BigInt(trust.offset)) << 16n) | (raw & COUNTER);
  const value = most(most(least(shifted, (BigInt(now) << 16n) | COUNTER), after + 1n), 0n);
  return {
    stamp: unpacked(value),
    claimed_ms: Number(ms),
    sure: trust.sure,
    offset: trust.offset,
    earliest_ms: Number(most(0n, least(ms + BigInt(trust.earliest_offset), value >> 16n))),
    flagged: !trust.sure || Math.abs(trust.offset) > FLAG_MS,
  };
}
