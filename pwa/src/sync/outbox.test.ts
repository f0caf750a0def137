import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, Receipt } from '../../../shared-schemas/wire';
import { moment, stampOf } from '../changes/clock';
import { spent, type Body, type Mine } from '../store/pending';
import { halved, LIMITS, nextBatch, relaxed, type Header } from './outbox';

const header: Header = { device: 42, epoch: 1, wall: 1000, mono: 5, segments: [], app: '' };
const receipt = (seq: number, stamp = ''): Receipt => ({ seq, outcome: 'accepted', code: 'accepted', record: '', rule: '', params: {}, next: [], stamp, sure: true, offset: 0 });
const change = (seq: number, body: Partial<Body> = {}, answer: Receipt | null = null): Mine => ({
  seq, id: `2a.1.${seq}`, stamp: moment(1000, seq), segment: 1, head: 0, receipt: answer, body: { collection: 'punch', op: 'put', fields: { note: 'x' }, ...body },
});
const seqs = (mine: readonly Mine[], from: number | null = null, limits = LIMITS): number[] => ((nextBatch(mine, from, limits, header)?.changes ?? []) as Change[]).map((c) => c.seq);

describe('a batch', () => {
  it('begins at the first unanswered change and leaves no hole', () => {
    expect(seqs([change(1, {}, receipt(1)), change(2), change(3), change(5)])).toEqual([2, 3]);
    expect(seqs([change(1, {}, receipt(1))])).toEqual([]);
    expect(seqs([])).toEqual([]);
  });

  it('begins where the server asks, answered changes included', () => {
    expect(seqs([change(1, {}, receipt(1)), change(2, {}, receipt(2)), change(3)], 2)).toEqual([2, 3]);
  });

  it('quotes in place of its own claimed stamps those that the server gave (SYNC 1.3)', () => {
    const claimed = stampOf(moment(1000, 1), 42);
    const mine = [
      change(1, { collection: 'profile', op: 'edit', record: 'p' }, receipt(1, '00000000000000ff-0000002a')),
      change(2, { collection: 'profile', op: 'edit', record: 'p', base: { ward_phone: claimed, notes: [claimed, 'other'] }, sets: { languages: { remove: { zh: claimed } } } }),
    ];
    expect(nextBatch(mine, null, LIMITS, header)?.changes).toMatchObject([
      { base: { ward_phone: '00000000000000ff-0000002a', notes: ['00000000000000ff-0000002a', 'other'] }, sets: { languages: { remove: { zh: '00000000000000ff-0000002a' } } } },
    ]);
  });

  it('holds at most 500 changes and 256 KiB, whole groups only, and always something', () => {
    const outbox = fc.array(fc.record({ size: fc.integer({ min: 0, max: 90_000 }), group: fc.constantFrom('', '', 'a', 'b') }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(outbox, fc.integer({ min: 1, max: 6 }), (shapes, most) => {
        const mine = shapes.map((s, i) => change(i + 1, { fields: { note: 'x'.repeat(s.size) }, ...(s.group ? { group: s.group } : {}) }));
        const batch = nextBatch(mine, null, { ...LIMITS, changes: most }, header)!;
        const taken = batch.changes as Change[];
        expect(taken.map((c) => c.seq)).toEqual(mine.slice(0, taken.length).map((m) => m.seq));
        expect(taken.length).toBeGreaterThan(0);
        const last = taken.at(-1)!;
        if (last.group) expect(mine[taken.length]?.body.group).not.toBe(last.group);
        const oneGroup = new Set(taken.map((c) => c.group ?? c.seq)).size === 1;
        if (!oneGroup) {
          expect(taken.length).toBeLessThanOrEqual(most);
          expect(JSON.stringify(taken).length).toBeLessThanOrEqual(LIMITS.bytes + 2);
        }
      }),
    );
  });
});

describe('answered changes', () => {
  const many = (n: number, head: number, answer: Partial<Receipt> = {}): Mine[] => Array.from({ length: n }, (_, i) => ({ ...change(i + 1, {}, { ...receipt(i + 1), ...answer }), head }));

  it('stay until a backup covers them, the newest 300 always (SYNC 1.10)', () => {
    expect(spent(many(400, 9), 8, new Set()).size).toBe(0);
    expect(spent(many(400, 9), 9, new Set()).size).toBe(100);
    expect(spent(many(1300, 9), 0, new Set()).size).toBe(1000);
  });

  it('stay while anything waits, and refusals until they are closed', () => {
    expect(spent([...many(400, 9), change(401)], 9, new Set()).size).toBe(0);
    expect(spent(many(400, 9, { outcome: 'refused' }), 9, new Set()).size).toBe(0);
    expect(spent(many(400, 9, { outcome: 'refused' }), 9, new Set(['2a.1.1'])).size).toBe(1);
  });
});

describe('limits', () => {
  it('halve down to one, and follow what the server asks for', () => {
    expect([500, 3, 1].map((tried) => halved(LIMITS, tried).changes)).toEqual([250, 1, 1]);
    const reply = { v: 1, time: 0, db_epoch: '', through: 0, receipts: [], head: 0, expected: null, retry_after: null, backup_floor: 0 };
    expect(relaxed(LIMITS, { ...reply, max_batch: 50 }).changes).toBe(50);
    expect(relaxed({ ...LIMITS, changes: 9 }, { ...reply, max_batch: 500 }).changes).toBe(9);
  });
});
