import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { areas, merge, missingKeys } from './messages';

const dir = fileURLToPath(new URL('../../shared-schemas/messages', import.meta.url));
const zh = merge(dir, 'zh-CN');
const en = merge(dir, 'en');
/** Parameters of a text; the server gives names in both languages as title_zh and title_en. */
const params = (text: string): string[] => [...new Set([...text.matchAll(/\{([^}|]+)/g)].map((m) => (m[1] ?? '').replace(/_(zh|en)$/, '')))].sort();

describe('the catalogue', () => {
  it('has every text in both languages', () => {
    expect(missingKeys(dir)).toEqual([]);
    expect(Object.keys(zh).length).toBeGreaterThan(80);
  });

  it('asks for the same parameters in both languages', () => {
    const odd = Object.keys(zh).filter((key) => params(zh[key] ?? '').join() !== params(en[key] ?? '').join());
    expect(odd.map((key) => `${key}: ${zh[key]} / ${en[key]}`)).toEqual([]);
  });

  it('uses full-width punctuation between Chinese characters', () => {
    const half = Object.entries(zh).filter(([, text]) => /[\p{Script=Han}][,;:!?()](?=[\p{Script=Han}]|$)/u.test(text));
    expect(half).toEqual([]);
  });

  it('keeps the voice: no exclamation, no apology for a rule, no blame (design.md section 4)', () => {
    const banned = /[!！]|抱歉|对不起|失败|系统错误|您|用户|操作成功|提交/;
    expect(Object.entries(zh).filter(([, text]) => banned.test(text))).toEqual([]);
    expect(Object.entries(en).filter(([key, text]) => key !== 'common.changed' && /!|\bsorry\b|\bfailed\b|\berror occurred\b/i.test(text))).toEqual([]);
  });

  it('never carries break marks of its own: they are made at build time', () => {
    expect(Object.entries({ ...zh, ...en }).filter(([, text]) => /[\u200b\u2060]|<wbr>/.test(text))).toEqual([]);
  });

  it('is cut into areas without losing a text', () => {
    const parts = areas(dir).map((area) => Object.keys(merge(dir, 'zh-CN', area)).length);
    expect(parts.reduce((sum, n) => sum + n, 0)).toBe(Object.keys(zh).length);
    expect(areas(dir)).toContain('common');
  });

  it('has a type entry for every area (src/i18n/keys.ts)', () => {
    const keys = readFileSync(fileURLToPath(new URL('../src/i18n/keys.ts', import.meta.url)), 'utf8');
    expect(areas(dir).filter((area) => !keys.includes(`keyof typeof ${area}`) || !keys.includes(`'${area}'`))).toEqual([]);
  });
});
