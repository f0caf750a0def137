import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { chooseTheme, nightWindow, type Look, type Theme } from './theme';

const at = (text: string): number => Date.parse(`${text}:00+08:00`);
const night = { from: at('2026-11-18T22:00'), to: at('2026-11-19T08:00') };
const window = { nightFrom: at('2026-11-18T20:00'), nightTo: at('2026-11-19T07:00') };

const cases: [string, Look, string, boolean, Theme][] = [
  ['system light', {}, '2026-11-18T12:00', false, 'light'],
  ['system dark', {}, '2026-11-18T12:00', true, 'dark'],
  ['own night, at 19:59', window, '2026-11-18T19:59', false, 'light'],
  ['own night, at 20:00', window, '2026-11-18T20:00', false, 'night'],
  ['own night, past midnight', window, '2026-11-19T03:00', true, 'night'],
  ['own night, at 7:00', window, '2026-11-19T07:00', true, 'dark'],
  ['a choice wins over the night', { ...window, theme: 'light' }, '2026-11-18T23:00', true, 'light'],
  ['auto is no choice', { ...window, theme: 'auto' }, '2026-11-18T23:00', false, 'night'],
];

describe('which theme', () => {
  it.each(cases)('%s', (_, look, time, dark, theme) => expect(chooseTheme(look, at(time), dark)).toBe(theme));

  it.each(cases)('theme.js decides the same before first paint: %s', (_, look, time, dark, theme) => {
    const dataset: Record<string, string> = {};
    const meta = { content: '', dataset: { light: 'L', dark: 'D', night: 'N' } };
    runInNewContext(readFileSync(fileURLToPath(new URL('../../public/theme.js', import.meta.url)), 'utf8'), {
      document: { documentElement: { dataset, lang: '' }, querySelector: () => meta },
      localStorage: { getItem: () => JSON.stringify(look) },
      matchMedia: () => ({ matches: dark }),
      Date: { now: () => at(time) },
    });
    expect(dataset['theme']).toBe(theme);
    expect(meta.content).toBe(theme[0]?.toUpperCase());
  });

  it('survives a store that cannot be read', () => {
    const root = { dataset: {} as Record<string, string>, lang: '' };
    const throwing = { getItem: () => { throw new Error('blocked'); } };
    runInNewContext(readFileSync(fileURLToPath(new URL('../../public/theme.js', import.meta.url)), 'utf8'), {
      document: { documentElement: root, querySelector: () => null }, localStorage: throwing, matchMedia: () => ({ matches: false }), Date,
    });
    expect(root).toMatchObject({ dataset: { theme: 'light' }, lang: 'zh-CN' });
  });
});

describe('the night window of own duties', () => {
  it('is 20:00-07:00 around a night duty', () => {
    expect(nightWindow([night], at('2026-11-18T12:00'))).toEqual(window);
    expect(nightWindow([night], at('2026-11-19T05:00'))).toEqual(window);
  });

  it('belongs to the evening before when the duty begins after midnight', () => {
    expect(nightWindow([{ from: at('2026-11-19T01:00'), to: at('2026-11-19T08:00') }], at('2026-11-18T21:00'))).toEqual(window);
  });

  it('is null when the next duty is by day, or none is left', () => {
    const day = { from: at('2026-11-18T08:00'), to: at('2026-11-18T16:00') };
    expect(nightWindow([night, day], at('2026-11-18T07:00'))).toBeNull();
    expect(nightWindow([night, day], at('2026-11-18T17:00'))).toEqual(window);
    expect(nightWindow([night], at('2026-11-19T08:00'))).toBeNull();
    expect(nightWindow([], 0)).toBeNull();
  });
});
