import { addDays } from '../../i18n/format';
import type { DayCell, Mark } from '../types';

/** The design's story: nurse 林晓月, ward 3, Wednesday 18 November, no signal since 18:52. Hospital time to epoch ms. */
export const at = (time: string, day = '2026-11-18'): number => Date.parse(`${day}T${time}:00+08:00`);

const KINDS: Record<string, Mark> = {
  白: { kind: 'day', name: '白班' }, 中: { kind: 'evening', name: '中班' }, 夜: { kind: 'night', name: '夜班' }, 休: { kind: 'rest', name: '休息' },
  假: { kind: 'leave', name: '请假' }, 学: { kind: 'training', name: '学习' }, 备: { kind: 'oncall', name: '备班' },
};

export const mark = (letter: string): Mark => KINDS[letter] ?? { kind: 'custom', letter };

/** Cells from a string of letters, one a day; `?` after a letter = asked for. */
export const strip = (letters: string, from: string, more: Record<string, Partial<DayCell>> = {}): DayCell[] =>
  [...letters].map((letter, i) => {
    const day = addDays(from, i);
    return { day, mark: letter === ' ' ? null : mark(letter), ...more[day] };
  });
