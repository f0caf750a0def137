import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packed, repair, segmentTrust } from './clock';
import { advance, anchored, MAX_SEGMENTS, NEW_CLOCK, observe, type PhoneClock, type Reading } from './segments';

const NONE: ReadonlySet<number> = new Set();
const HOUR = 3_600_000;

describe('a phone’s clock segments', () => {
  it('begin at a reload and at a jump over two seconds, not at a little drift', () => {
    const [first, reading] = observe(NEW_CLOCK, null, { wall: 1000, mono: 5 }, NONE);
    expect(first.segments).toEqual([{ id: 1, wall: 1000, jump: null, anchor: null }]);
    const [drift] = observe(first, reading, { wall: 2999, mono: 5 }, NONE);
    expect(drift).toBe(first);
    const [back] = observe(first, reading, { wall: 1000 - HOUR, mono: 5 }, new Set([1]));
    expect(back.segments.at(-1)).toEqual({ id: 2, wall: 1000 - HOUR, jump: -HOUR, anchor: null });
  });

  it('leave a jump ahead unknown, because a sleeping phone looks the same (K14)', () => {
    const [first, reading] = observe(NEW_CLOCK, null, { wall: 1000, mono: 5 }, NONE);
    expect(observe(first, reading, { wall: 1000 + 8 * HOUR, mono: 105 }, NONE)[0].segments.at(-1)?.jump).toBeNull();
  });

  it('are trusted over a night’s sleep when anchored, and not fooled by a clock set ahead after it', () => {
    const night = (setAhead: number): { sure: boolean; offset: number } => {
      const [awake, reading] = observe(NEW_CLOCK, null, { wall: 0, mono: 0 }, NONE);
      const met = anchored(awake, reading.segment, 10, 10);
      const [slept] = observe(met, reading, { wall: 8 * HOUR + setAhead, mono: 100 }, new Set([1]));
      return segmentTrust(slept.segments, -setAhead).get(1)!;
    };
    expect(night(0)).toMatchObject({ sure: true, offset: 0 });
    expect(night(3 * HOUR).sure).toBe(true);
    expect(night(3 * HOUR).offset).toBe(0);
  });

  it('never forget one that a waiting change needs, nor the anchor before it, within the server’s limit', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ reload: fc.boolean(), anchor: fc.boolean(), write: fc.boolean() }), { maxLength: 150 }), (history) => {
        let clock: PhoneClock = NEW_CLOCK;
        let reading: Reading | null = null;
        const needed = new Set<number>();
        let lastAnchor = 0;
        history.forEach((h, i) => {
          [clock, reading] = observe(clock, h.reload ? null : reading, { wall: i * 1000, mono: i * 1000 }, needed);
          if (h.write) needed.add(reading.segment);
          if (h.anchor && !needed.size) lastAnchor = reading.segment;
          if (h.anchor) clock = anchored(clock, reading.segment, i, i);
        });
        const kept = new Set(clock.segments.map((s) => s.id));
        for (const id of needed) expect(kept.has(id)).toBe(true);
        if (lastAnchor && needed.size) expect(clock.segments.some((s) => s.anchor && s.id <= Math.min(...needed))).toBe(true);
        expect(clock.segments.length).toBeLessThanOrEqual(MAX_SEGMENTS);
      }),
    );
  });

  it('number changes without a hole, in rising time, whatever the wall clock does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 45 }), { minLength: 1, maxLength: 50 }), (walls) => {
        let clock = NEW_CLOCK;
        walls.forEach((wall, i) => {
          const before = clock.last;
          clock = advance(clock, wall);
          expect(clock.last > before).toBe(true);
          expect(clock.next).toBe(i + 2);
        });
      }),
    );
  });

  it('never place an event in the future nor before what its author had seen (SAFETY fact 8)', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.integer({ min: -(2 ** 41), max: 2 ** 41 }), fc.nat(2 ** 31), (claimed, offset, now) => {
        const found = repair(claimed.toString(16).padStart(16, '0'), { offset, sure: true, earliest_offset: offset }, now, 5n);
        expect(packed(found.stamp) <= ((BigInt(now) << 16n) | 0xffffn) || packed(found.stamp) === 6n).toBe(true);
        expect(packed(found.stamp)).toBeGreaterThan(5n);
      }),
    );
  });
});
