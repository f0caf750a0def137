import { PROTOCOL, SCHEMA, type Batch, type Change, type ClockSegment, type PushReply } from '../../../shared-schemas/wire';
import { stampOf, type Stamp } from '../changes/clock';
import { restamped, type Mine } from '../store/pending';

/** How much one batch may hold (SYNC 1.10); halved when the server finds it too large. */
export interface Limits {
  readonly changes: number;
  readonly bytes: number;
}

export const LIMITS: Limits = { changes: 500, bytes: 256 * 1024 };
const SEGMENTS = 200;

export interface Header {
  readonly device: number;
  readonly epoch: number;
  readonly wall: number;
  readonly mono: number;
  readonly segments: readonly ClockSegment[];
  readonly app: string;
}

/** Claimed stamps of answered changes to the stamps that the server gave them. */
export function effectiveStamps(mine: readonly Mine[], device: number): ReadonlyMap<Stamp, Stamp> {
  return new Map(mine.filter((m) => m.receipt?.stamp).map((m) => [stampOf(m.stamp, device), m.receipt!.stamp]));
}

/** A change as it travels. */
export const wireChange = (mine: Mine, effective: ReadonlyMap<Stamp, Stamp>): Change => ({ seq: mine.seq, stamp: mine.stamp, ...restamped(mine.body, effective), segment: mine.segment });

/**
 * The next batch: from `from` on (or the first unanswered change), in sequence without a hole, whole groups only, within the limits.
 * Null when nothing waits.
 */
export function nextBatch(mine: readonly Mine[], from: number | null, limits: Limits, header: Header): Batch | null {
  const start = from ?? mine.find((m) => !m.receipt)?.seq;
  if (start === undefined) return null;
  const run = contiguous(mine.filter((m) => m.seq >= start));
  if (!run.length) return null;
  const effective = effectiveStamps(mine, header.device);
  const changes = run.slice(0, Math.max(limits.changes, groupEnd(run, 0))).map((m) => wireChange(m, effective));
  const taken = changes.slice(0, fits(changes, run, limits));
  const { device, epoch, wall, mono, app } = header;
  const segments = header.segments.slice(-SEGMENTS);
  return { v: PROTOCOL, schema: SCHEMA, device, epoch, first: taken[0]!.seq, wall, mono: Math.max(0, Math.round(mono)), segments, changes: taken, ...(app ? { app } : {}) };
}

const contiguous = (mine: readonly Mine[]): readonly Mine[] => {
  const hole = mine.findIndex((m, i) => m.seq !== mine[0]!.seq + i);
  return hole < 0 ? mine : mine.slice(0, hole);
};

/** Index after the last change of the group that begins at `at`. */
function groupEnd(run: readonly Mine[], at: number): number {
  const group = run[at]?.body.group;
  let end = at + 1;
  while (group && run[end]?.body.group === group) end += 1;
  return end;
}

/** How many of the changes fit, cut between groups; always at least the first group, or nothing would ever move. */
function fits(changes: readonly Change[], run: readonly Mine[], limits: Limits): number {
  let count = 0;
  let bytes = 0;
  while (count < changes.length) {
    const end = Math.min(groupEnd(run, count), run.length);
    const size = changes.slice(count, end).reduce((sum, c) => sum + JSON.stringify(c).length + 1, 0);
    if (count > 0 && (end > limits.changes || bytes + size > limits.bytes)) break;
    bytes += size;
    count = end;
  }
  return count;
}

/** Half of what was tried; a single change that is too large stays one. */
export const halved = (limits: Limits, tried: number): Limits => ({ ...limits, changes: Math.max(1, Math.floor(Math.min(limits.changes, tried) / 2)) });

/** After a good reply: the server's wish. What was once too large is not tried again before the next start. */
export const relaxed = (limits: Limits, reply: PushReply): Limits => ({ ...limits, changes: Math.max(1, Math.min(reply.max_batch, limits.changes)) });
