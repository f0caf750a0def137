import zh from 'virtual:messages/zh-CN/core';
import { fill, plainText, type Params } from './fill';
import { setFormatLocale } from './format';
import type { Key } from './keys';

export type { Key } from './keys';
export type { Params } from './fill';
export type Locale = 'zh-CN' | 'en';

const loaders: Record<string, () => Promise<{ default: Record<string, string> }>> = {
  'en/core': () => import('virtual:messages/en/core'),
  'zh-CN/desk': () => import('virtual:messages/zh-CN/desk'),
  'en/desk': () => import('virtual:messages/en/desk'),
};

let locale = $state<Locale>('zh-CN');
let texts = $state.raw<Record<Locale, Record<string, string>>>({ 'zh-CN': zh, en: {} });
const loaded = new Set<string>(['zh-CN/core']);
let deskWanted = false;

async function load(pack: string, into: Locale): Promise<void> {
  if (loaded.has(pack)) return;
  const found = await loaders[pack]?.();
  if (!found) return;
  loaded.add(pack);
  texts = { ...texts, [into]: { ...texts[into], ...found.default } };
}

/** The sentence for `key` in the person's language; reactive. Chinese stands in for a key that English lacks. */
export function t(key: Key, params?: Params): string {
  return fill(texts[locale][key] ?? texts['zh-CN'][key] ?? key, params);
}

/** As `t`, without break marks: for aria-label, title and anything that is compared or copied. */
export const tp = (key: Key, params?: Params): string => plainText(t(key, params));

/** For codes that arrive at run time (verdict codes, shift names): null when the catalogue has no such text. */
export function tMaybe(key: string, params?: Params): string | null {
  const text = texts[locale][key] ?? texts['zh-CN'][key];
  return text === undefined ? null : fill(text, params);
}

export const i18n = {
  get locale(): Locale {
    return locale;
  },
};

/** Switches the language: loads what it needs first, so that no screen shows half of each. */
export async function setLocale(next: Locale): Promise<void> {
  if (next === 'en') await load('en/core', 'en');
  if (deskWanted) await load(`${next}/desk`, next);
  locale = next;
  setFormatLocale(next);
  document.documentElement.lang = next;
}

/** Loads the office rooms' texts; the shell calls it before it mounts one. */
export async function wantDesk(): Promise<void> {
  deskWanted = true;
  await load(`${locale}/desk`, locale);
}
