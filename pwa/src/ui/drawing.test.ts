import { describe, expect, it } from 'vitest';
import { timeline } from './cases';
import { fenceDrawing } from './fence';
import { plotDots } from './plot';
import { frameFor, percent, sky, ticks } from './ribbon';

const at = (text: string): number => Date.parse(`2026-11-${text}:00+08:00`);

describe('the duty ribbon', () => {
  it('runs noon to noon for a night and midnight to midnight for a day', () => {
    expect(frameFor(at('18T22:00'), at('19T08:00')).start).toBe(at('18T12:00'));
    expect(frameFor(at('18T08:00'), at('18T16:00')).start).toBe(at('18T00:00'));
  });

  it('places 22:00-08:00 where the design draws it', () => {
    const frame = frameFor(at('18T22:00'), at('19T08:00'));
    expect([percent(at('18T22:00'), frame), percent(at('19T08:00'), frame)]).toEqual([41.7, 83.3]);
    expect(percent(at('20T00:00'), frame)).toBe(100);
  });

  it('keeps a duty inside that begins early and ends late', () => {
    const [from, to] = [at('18T08:00'), at('19T08:00')];
    const frame = frameFor(from, to);
    expect(percent(from, frame)).toBe(0);
    expect(percent(to, frame)).toBe(100);
  });

  it('covers the whole frame with sky, without a hole', () => {
    for (const [from, to] of [[at('18T22:00'), at('19T08:00')], [at('18T08:00'), at('18T16:00')], [at('18T09:30'), at('19T09:30')]] as const) {
      const bands = sky(frameFor(from, to));
      expect([bands[0]?.from, bands.at(-1)?.to]).toEqual([0, 100]);
      for (const [i, band] of bands.slice(1).entries()) expect(band.from).toBe(bands[i]?.to);
    }
  });

  it('never writes two ticks over each other', () => {
    const frame = frameFor(at('18T22:00'), at('19T08:00'));
    const marks = ticks(at('18T22:00'), at('19T08:00'), frame);
    for (const [i, mark] of marks.slice(1).entries()) expect(mark - (marks[i] ?? 0)).toBeGreaterThanOrEqual(2.5 * 3_600_000);
  });
});

describe('the fence', () => {
  it.each([
    [{ radius: 150, distance: 24, accuracy: 46 }],
    [{ radius: 150, distance: 110, accuracy: 300 }],
    [{ radius: 150, distance: 270, accuracy: 40 }],
    [{ radius: 150, distance: 5000, accuracy: 20 }],
    [{ radius: 30, distance: 10, accuracy: 2000 }],
  ])('keeps the phone in the picture: %o', (facts) => {
    const { me, fence } = fenceDrawing(facts);
    expect(me.x).toBeGreaterThan(8);
    expect(me.x).toBeLessThan(320);
    expect(me.y).toBeGreaterThan(-2);
    expect(me.y).toBeLessThan(194);
    expect(fence.r).toBeGreaterThan(30);
  });

  it('draws someone outside outside, and someone inside inside', () => {
    const far = fenceDrawing({ radius: 150, distance: 270, accuracy: 40 });
    expect(Math.hypot(far.me.x - far.fence.x, far.me.y - far.fence.y)).toBeGreaterThan(far.fence.r);
    const near = fenceDrawing({ radius: 150, distance: 24, accuracy: 46 });
    expect(Math.hypot(near.me.x - near.fence.x, near.me.y - near.fence.y)).toBeLessThan(near.fence.r);
  });
});

describe('the fairness plot', () => {
  it('piles equal counts and keeps everyone in the frame', () => {
    const { others, x } = plotDots([7, 10, 10, 10, 12], 11);
    const tens = others.filter((d) => d.x === x(10)).map((d) => d.y);
    expect(new Set(tens).size).toBe(3);
    for (const d of others) expect(d.x >= 10 && d.x <= 130 && d.y >= 4).toBe(true);
  });

  it('stands in the middle of nowhere when all have the same', () => {
    expect(plotDots([], 5).x(5)).toBe(10);
  });
});

describe("a doctor's day", () => {
  it('keeps the order and lets tick words stand apart', () => {
    const cases = [{ id: 'a', from: at('18T08:00'), to: at('18T10:00'), text: '门诊', kind: 'other' as const }, { id: 'b', from: at('18T14:10'), to: at('18T15:00'), text: '手术', kind: 'surgery' as const, next: true }];
    const line = timeline(cases, at('18T12:58'));
    expect(line.blocks[0]?.x).toBeLessThan(line.now);
    expect(line.blocks[1]?.x).toBeGreaterThan(line.now);
    expect(line.ticks.every((tick) => Math.abs(tick.x - line.now) > 30)).toBe(true);
  });
});
