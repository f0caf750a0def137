import common from 'virtual:messages/zh-CN/common';
import loaders from 'virtual:messages/loaders';
import { fill, plainText, type Params } from './fill';
import { setFormatLocale } from './format';
import type { Area, Key } from './keys';

export type { Area, Key } from './keys';
export type { Params } from './fill';
export type Locale = 'zh-CN' | 'en';

let locale = $state<Locale>('zh-CN');
let texts = $state.raw<Record<Locale, Record<string, string>>>({ 'zh-CN': common, en: {} });
const loaded = new Set<string>(['zh-CN/common']);
const wanted = new Set<string>(['common']);

async function load(into: Locale, areas: Iterable<string>): Promise<void> {
  const missing = [...areas].map((area) => `${into}/${area}`).filter((pack) => !loaded.has(pack) && pack in loaders);
  const found = await Promise.all(missing.map((pack) => loaders[pack]?.()));
  if (missing.length === 0) return;
  for (const pack of missing) loaded.add(pack);
  texts = { ...texts, [into]: Object.assign({}, texts[into], ...found.map((f) => f?.default)) as Record<string, string> };
}

/** The sentence for `key` in the person's language; reactive. Chinese stands in for a key that English lacks. */
export function t(key: Key, params?: Params): string {
  return fill(texts[locale][key] ?? texts['zh-CN'][key] ?? key, params);
}

/** As `t`, without break marks: for aria-label, title and anything that is compared or copied. */
export const tp = (key: Key, params?: Params): string => plainText(t(key, params));

/** For codes that arrive at run time (verdict codes, shift names): null when the catalogue has no such text or its area is not loaded. */
export function tMaybe(key: string, params?: Params): string | null {
  const text = texts[locale][key] ?? texts['zh-CN'][key];
  return text === undefined ? null : fill(text, params);
}

export const i18n = {
  get locale(): Locale {
    return locale;
  },
};

/** Switches the language: loads every area in use first, so that no screen shows half of each. */
export async function setLocale(next: Locale): Promise<void> {
  await load(next, wanted);
  locale = next;
  setFormatLocale(next);
  document.documentElement.lang = next;
}

/** Loads the texts of these areas; the shell waits for it before it mounts a room. */
export async function need(areas: Iterable<Area>): Promise<void> {
  for (const area of areas) wanted.add(area);
  await load(locale, wanted);
}
