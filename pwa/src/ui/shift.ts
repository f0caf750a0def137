import type { Key } from '../i18n/keys';
import type { ShiftKind } from './types';

/** The usual letters of the shift kinds (design.md section 2). A custom type brings its own letter. */
export const LETTERS: Record<'zh-CN' | 'en', Record<Exclude<ShiftKind, 'custom'>, string>> = {
  'zh-CN': { day: '白', evening: '中', night: '夜', rest: '休', leave: '假', training: '学', oncall: '备' },
  en: { day: 'D', evening: 'E', night: 'N', rest: '–', leave: 'L', training: 'T', oncall: 'C' },
};

/** Message key of a kind's usual name; a custom type has a name of its own. */
export const NAMES: Record<ShiftKind, Key> = {
  day: 'common.shift_day', evening: 'common.shift_evening', night: 'common.shift_night', rest: 'common.shift_rest',
  leave: 'common.shift_leave', training: 'common.shift_training', oncall: 'common.shift_oncall', custom: 'common.shift_custom',
};

export interface ShiftTimes {
  /** Minutes after midnight; `to` may exceed 1440 when the shift ends the next day. */
  from: number;
  to: number;
}

/** The mark for a shift type that names no kind of its own, from its hours: works at 2:00 = night, begins at 12:00 or later = evening, else day. */
export function kindOfHours({ from, to }: ShiftTimes): ShiftKind {
  const end = to <= from ? to + 1440 : to;
  const coversTwo = (from <= 120 && 120 < end) || (from <= 1560 && 1560 < end);
  if (coversTwo) return 'night';
  return from >= 720 ? 'evening' : 'day';
}

const KNOWN: Record<string, ShiftKind> = {
  day: 'day', morning: 'day', 白: 'day', 早: 'day', D: 'day',
  evening: 'evening', eve: 'evening', 中: 'evening', E: 'evening',
  night: 'night', 夜: 'night', N: 'night',
  rest: 'rest', off: 'rest', 休: 'rest',
  leave: 'leave', 假: 'leave', L: 'leave',
  training: 'training', train: 'training', 学: 'training', T: 'training',
  oncall: 'oncall', on_call: 'oncall', call: 'oncall', 备: 'oncall', C: 'oncall',
};

/** Kind of a shift type by its declared kind, else its letter, else its hours; `custom` when nothing is known. */
export function kindOf(type: { kind?: string; letter?: string; times?: ShiftTimes }): ShiftKind {
  const known = KNOWN[type.kind ?? ''] ?? KNOWN[type.letter ?? ''];
  if (known) return known;
  return type.times ? kindOfHours(type.times) : 'custom';
}
