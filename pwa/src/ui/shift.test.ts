import { describe, expect, it } from 'vitest';
import { kindOf, kindOfHours, LETTERS } from './shift';

describe('shift kinds', () => {
  it.each([
    [{ from: 480, to: 960 }, 'day'],
    [{ from: 840, to: 1320 }, 'evening'],
    [{ from: 1320, to: 480 }, 'night'],
    [{ from: 1320, to: 1920 }, 'night'],
    [{ from: 0, to: 480 }, 'night'],
    [{ from: 1080, to: 1500 }, 'evening'],
    [{ from: 480, to: 1920 }, 'night'],
  ] as const)('from hours %o: %s', (hours, kind) => expect(kindOfHours(hours)).toBe(kind));

  it('believes a declared kind, then the letter, then the hours', () => {
    expect(kindOf({ kind: 'on_call', letter: '白' })).toBe('oncall');
    expect(kindOf({ letter: '中', times: { from: 480, to: 960 } })).toBe('evening');
    expect(kindOf({ letter: '两', times: { from: 480, to: 1080 } })).toBe('day');
    expect(kindOf({ letter: '两' })).toBe('custom');
  });

  it('gives every kind a letter of its own in each language', () => {
    for (const letters of Object.values(LETTERS)) expect(new Set(Object.values(letters)).size).toBe(Object.keys(letters).length);
  });
});
