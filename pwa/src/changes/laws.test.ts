import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MergeLaw } from '../../../shared-schemas/wire';
import { moment, stampOf } from './clock';
import { merge, type Edit, type Marks, type Values } from './merge';

const LAWS: Record<string, MergeLaw> = { name: 'register', tags: 'set', seen: 'max', allergies: 'safety', notes: 'text' };
const word = fc.constantFrom('夜班', 'mon', '😀', '__proto__', '');
const stamp = fc.tuple(fc.nat(6), fc.nat(2), fc.integer({ min: 1, max: 3 })).map(([ms, c, replica]) => stampOf(moment(1_790_000_000_000 + ms, c), replica));

/** Edits as one history could hold them: one stamp is one edit, and what is removed or replaced was made before. */
const history = fc.uniqueArray(
  fc.record({
    stamp,
    values: fc.record({ name: word, seen: fc.nat(5), notes: word, tags: fc.array(word, { maxLength: 2 }), allergies: fc.array(word, { maxLength: 2 }) }, { requiredKeys: [] }),
    sets: fc.record({ tags: fc.record({ add: fc.array(word, { maxLength: 2 }), remove: fc.dictionary(word, stamp, { maxKeys: 2 }) }) }, { requiredKeys: [] }),
    base: fc.record({ notes: fc.array(stamp, { maxLength: 2 }) }, { requiredKeys: [] }),
  }),
  { selector: (e) => e.stamp, maxLength: 7 },
);

const state = (edits: readonly Edit[]): { values: Values; marks: Marks } =>
  edits.reduce<{ values: Values; marks: Marks }>((s, edit) => {
    const { values, marks } = merge(LAWS, s.values, s.marks, edit);
    return { values, marks };
  }, { values: {}, marks: {} });

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, v: unknown) => (typeof v === 'object' && v !== null && !Array.isArray(v) ? Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)) : v));

describe('the same edits', () => {
  it('give the same state in any order', () => {
    fc.assert(
      fc.property(history.chain((edits) => fc.tuple(fc.constant(edits), fc.shuffledSubarray(edits, { minLength: edits.length }))), ([edits, shuffled]) => {
        expect(canonical(state(shuffled as Edit[]))).toBe(canonical(state(edits as Edit[])));
      }),
      { numRuns: 500 },
    );
  });

  it('give the same state however often each arrives', () => {
    fc.assert(
      fc.property(history, fc.array(fc.nat(6), { maxLength: 10 }), (edits, again) => {
        const twice = [...edits, ...again.flatMap((i) => (edits[i] ? [edits[i]] : []))] as Edit[];
        expect(canonical(state(twice))).toBe(canonical(state(edits as Edit[])));
      }),
      { numRuns: 500 },
    );
  });

  it('never lose an allergy, whoever removes it (K25)', () => {
    fc.assert(
      fc.property(history, stamp, (edits, by) => {
        const before = state(edits as Edit[]);
        const all = (before.values['allergies'] ?? []) as string[];
        const after = merge(LAWS, before.values, before.marks, { stamp: by, sets: { allergies: { remove: Object.fromEntries(all.map((a) => [a, by])) } } });
        expect(after.values['allergies'] ?? []).toEqual(all);
      }),
    );
  });
});
