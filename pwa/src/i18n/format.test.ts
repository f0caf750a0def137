import { afterEach, describe, expect, it } from 'vitest';
import * as f from './format';

const at = (text: string): number => Date.parse(`${text}+08:00`);

afterEach(() => {
  f.setFormatLocale('zh-CN');
  f.setZone('Asia/Shanghai');
});

describe('dates and times, always in the hospital zone', () => {
  it('writes Chinese dates tight', () => {
    expect(f.clock(at('2026-11-18T22:00:00'))).toBe('22:00');
    expect(f.clock(at('2026-11-18T00:05:00'))).toBe('00:05');
    expect(f.dayTitle('2026-11-18')).toBe('周三 11月18日');
    expect(f.dayShort('2026-11-26')).toBe('26日 周四');
    expect(f.weekdayShort('2026-11-22')).toBe('日');
    expect(f.monthTitle('2026-11-22')).toBe('11月');
    expect(f.dayRange('2026-11-16', '2026-11-22')).toBe('11月16–22日');
    expect(f.dayRange('2026-11-23', '2026-12-20')).toBe('11月23日 – 12月20日');
  });

  it('writes English dates', () => {
    f.setFormatLocale('en');
    expect(f.dayTitle('2026-11-18')).toBe('Wed 18 Nov');
    expect(f.dayRange('2026-11-16', '2026-11-22')).toBe('16–22 Nov');
    expect(f.duration(270)).toBe('4\u00a0h\u00a030\u00a0min');
  });

  it('finds the hospital day of an instant, also when the phone is elsewhere', () => {
    expect(f.dayOf(at('2026-11-19T00:30:00'))).toBe('2026-11-19');
    expect(f.dayOf(at('2026-11-18T23:59:59'))).toBe('2026-11-18');
    f.setZone('Asia/Urumqi');
    expect(f.clock(at('2026-11-18T22:00:00'))).toBe('20:00');
  });

  it('says durations and how long ago', () => {
    expect(f.duration(18)).toBe('18\u00a0分钟');
    expect(f.duration(600)).toBe('10\u00a0小时');
    expect(f.duration(270)).toBe('4\u00a0小时\u00a030\u00a0分');
    expect(f.ago(0, 30_000)).toBe('刚刚');
    expect(f.ago(0, 3 * 3_600_000)).toBe('3\u00a0小时前');
    expect(f.ago(0, 72 * 3_600_000)).toBe('3\u00a0天前');
    expect(f.ago(10_000, 0)).toBe('刚刚');
  });

  it('gives as-of with the day only when it is not today', () => {
    const now = at('2026-11-18T21:42:00');
    expect(f.asOf(at('2026-11-18T18:52:00'), now)).toBe('18:52');
    expect(f.asOf(at('2026-11-17T18:52:00'), now)).toBe('11月17日 18:52');
  });

  it('counts calendar days over a month end and lays out whole weeks', () => {
    expect(f.addDays('2026-11-30', 1)).toBe('2026-12-01');
    expect(f.addDays('2028-02-28', 1)).toBe('2028-02-29');
    const days = f.monthDays('2026-11');
    expect([days[0], days.at(-1), days.length]).toEqual(['2026-10-26', '2026-12-06', 42]);
    expect(f.monthDays('2026-12').at(-1)).toBe('2027-01-03');
  });
});
