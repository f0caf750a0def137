import type { Params as WireParams, Person, ShiftType } from '../../../shared-schemas/wire';
import { tMaybe, i18n } from '../i18n/index.svelte';
import { dayShort } from '../i18n/format';
import type { Params } from '../i18n/fill';

/** Where names behind ids come from; screens pass their live collections. */
export interface Names {
  person(id: string): Person | undefined;
  shift(id: string): ShiftType | undefined;
}

const DAY = /^20\d\d-\d\d-\d\d$/;

/** Turns ids, days and lists in a verdict's figures into what a person reads. */
export function readable(params: WireParams, names: Names): Params {
  const out: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(params)) out[key] = word(value, names);
  return out;
}

function word(value: WireParams[string], names: Names): string | number {
  if (value === null) return '';
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return value.map((v) => word(v, names)).join(i18n.locale === 'zh-CN' ? '、' : ', ');
  if (DAY.test(value)) return dayShort(value);
  const person = names.person(value);
  if (person) return i18n.locale === 'zh-CN' ? person.name : person.name_en || person.name;
  const shift = names.shift(value);
  if (shift) return i18n.locale === 'zh-CN' ? shift.name_zh : shift.name_en;
  return value;
}

/** The sentence of a verdict code; the code itself only when the catalogue lacks it. */
export const verdictText = (code: string, params: WireParams, names: Names): string => tMaybe(`verdicts.${code}`, readable(params, names)) ?? code;

/** Title and body of an inbox message. */
export function messageText(code: string, params: WireParams, names: Names): { title: string; body: string } {
  const filled = readable(params, names);
  return { title: tMaybe(`inbox.${code}.title`, filled) ?? code, body: tMaybe(`inbox.${code}.body`, filled) ?? '' };
}

export const personName = (person: Person | undefined): string => (person ? (i18n.locale === 'zh-CN' ? person.name : person.name_en || person.name) : '');
