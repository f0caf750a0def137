import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { nightWindow } from './night';
import { chooseTheme, type Look, type Theme } from './theme';

const at = (text: string): number => Date.parse(`${text}:00+08:00`);
const night = { from: at('2026-11-18T22:00'), to: at('2026-11-19T08:00') };
const window = { nightFrom: at('2026-11-18T20:00'), nightTo: at('2026-11-19T07:00') };

/** Runs public/theme.js in a page made of nothing but what it touches. */
function boot(more: Record<string, unknown>) {
  const page = { root: { dataset: {} as Record<string, string>, lang: '' }, meta: { content: '', dataset: { light: 'L', dark: 'D', night: 'N' } }, words: { hidden: true } };
  const document = { documentElement: page.root, querySelector: () => page.meta, getElementById: () => page.words, addEventListener: (_: string, run: () => void) => run() };
  const usual = { localStorage: { getItem: () => null }, matchMedia: () => ({ matches: false }), Date, indexedDB: {}, crypto: { subtle: {} }, HTMLScriptElement: { prototype: { noModule: true } } };
  runInNewContext(readFileSync(fileURLToPath(new URL('../../public/theme.js', import.meta.url)), 'utf8'), { document, ...usual, ...more });
  return page;
}

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
    const page = boot({ localStorage: { getItem: () => JSON.stringify(look) }, matchMedia: () => ({ matches: dark }), Date: { now: () => at(time) } });
    expect(page.root.dataset['theme']).toBe(theme);
    expect(page.meta.content).toBe(theme[0]?.toUpperCase());
    expect(page.words.hidden).toBe(true);
  });

  it('survives a store that cannot be read', () => {
    const refuse = (): never => {
      throw new Error('blocked');
    };
    expect(boot({ localStorage: { getItem: refuse } }).root).toMatchObject({ dataset: { theme: 'light' }, lang: 'zh-CN' });
  });

  it.each([
    ['no IndexedDB', { indexedDB: undefined }],
    ['no encryption (plain http)', { crypto: {} }],
    ['no modules', { HTMLScriptElement: { prototype: {} } }],
  ])('says so honestly where the phone cannot keep anything: %s', (_, without) => {
    expect(boot(without).words.hidden).toBe(false);
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
