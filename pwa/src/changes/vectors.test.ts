import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ClockSegment, MergeLaw } from '../../../shared-schemas/wire';
import { packed, repair, segmentTrust, tick, type Trust } from './clock';
import { merge, type Edit } from './merge';
import { delta, gone, nextStep, pushReply, receipt, row, type Decode } from './wire';

// Written by Python from server/zhiban/changes: both sides must say the same, byte for byte.
const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`../../../shared-schemas/vectors/${name}.json`, import.meta.url), 'utf8')) as T;

/** Text that is equal exactly when the values are, whatever the order of their keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, v: unknown) => (typeof v === 'object' && v !== null && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v));

interface ClockVectors {
  tick: { last: string; wall: number; moment: string }[];
  segments: { segments: ClockSegment[]; offset_now: number; trust: [number, Trust][] }[];
  repair: { claimed: string; trust: Trust; now: number; after: string; stamp: string; claimed_ms: number; sure: boolean; offset: number; earliest_ms: number; flagged: boolean }[];
}

describe('the clock', () => {
  const vectors = read<ClockVectors>('clock');

  it('ticks as the server’s does', () => {
    for (const { last, wall, moment } of vectors.tick) expect(tick(last, wall)).toBe(moment);
  });

  it('trusts segments as the server does', () => {
    for (const { segments, offset_now, trust } of vectors.segments)
      expect([...segmentTrust(segments, offset_now)].sort(([a], [b]) => a - b)).toEqual(trust);
  });

  it('repairs as the server does', () => {
    for (const { claimed, trust, now, after, ...expected } of vectors.repair) expect(repair(claimed, trust, now, packed(after))).toEqual(expected);
  });
});

describe('the merge', () => {
  const { laws, cases } = read<{ laws: Record<string, MergeLaw>; cases: { values: Record<string, unknown>; marks: Record<string, unknown>; edit: Edit; merged: unknown }[] }>('merge');

  it('comes to the server’s state, losers and kept fields in every case', () => {
    for (const { values, marks, edit, merged } of cases) {
      const before = canonical([values, marks]);
      expect(canonical(merge(laws, values, marks, edit))).toBe(canonical(merged));
      expect(canonical([values, marks])).toBe(before);
    }
  });
});

describe('decoding what comes down', () => {
  const decoders: Record<string, Decode<unknown>> = { NextStep: nextStep, Receipt: receipt, PushReply: pushReply, Row: row, Gone: gone, Delta: delta };
  const { down } = read<{ down: { type: string; text: string; ok: boolean; value?: unknown }[] }>('decode');

  it.each(Object.keys(decoders))('takes and refuses %s as the server’s own decoder does', (type) => {
    const cases = down.filter((c) => c.type === type);
    expect(cases.length).toBeGreaterThan(5);
    for (const { text, ok, value } of cases) {
      const decode = (): unknown => decoders[type]!(JSON.parse(text));
      if (ok) expect(canonical(decode()), text).toBe(canonical(value));
      else expect(decode, text).toThrow();
    }
  });
});
