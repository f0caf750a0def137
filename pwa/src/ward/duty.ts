import type { Assignment, ShiftType } from '../../../shared-schemas/wire';
import { kindOfHours } from '../ui/shift';
import type { Mark, Segment, ShiftKind } from '../ui/types';

export const MINUTE = 60_000;
export const DAY = 86_400_000;
/** The hospital's zone has no summer time: UTC+8 all year. */
const ZONE_MS = 8 * 3_600_000;

/** A person's duty on one day, with its times in UTC ms. */
export interface Duty {
  readonly assignment: Assignment;
  readonly type: ShiftType;
  readonly from: number;
  readonly to: number;
}

export const dayStart = (day: string): number => Date.parse(`${day}T00:00:00Z`) - ZONE_MS;
export const dayAt = (ms: number): string => new Date(ms + ZONE_MS).toISOString().slice(0, 10);
export const works = (type: ShiftType | undefined): type is ShiftType => Boolean(type && type.segments.length > 0);

export type TypeOf = (id: string) => ShiftType | undefined;

/** The duty behind an assignment; null for rest, leave and unknown shift types. */
export function dutyOf(assignment: Assignment, typeOf: TypeOf): Duty | null {
  const type = typeOf(assignment.shift);
  if (!works(type)) return null;
  const start = dayStart(assignment.day);
  const from = Math.min(...type.segments.map((s) => s.start));
  const to = Math.max(...type.segments.map((s) => s.end));
  return { assignment, type, from: start + from * MINUTE, to: start + to * MINUTE };
}

/** A person's duties in order of time. */
export function dutiesOf(assignments: readonly Assignment[], person: string, typeOf: TypeOf): Duty[] {
  return assignments
    .filter((a) => a.person === person)
    .flatMap((a) => dutyOf(a, typeOf) ?? [])
    .sort((a, b) => a.from - b.from);
}

/** Which duty the check-in button belongs to: the one running, else the next; a duty ends for the button 4 h after its end (K13). */
export function dutyNow(duties: readonly Duty[], now: number): { current: Duty | null; next: Duty | null } {
  const current = duties.find((d) => d.from <= now && now < d.to) ?? null;
  const next = duties.find((d) => d.from > now) ?? null;
  return { current, next };
}

const KIND: Record<ShiftType['mark'], ShiftKind> = {
  day: 'day', evening: 'evening', night: 'night', rest: 'rest', leave: 'leave', training: 'training', oncall: 'oncall', mixed: 'custom',
};

/** Letter, shape and spoken name of a shift type in a language. */
export function markOf(type: ShiftType | undefined, locale: string): Mark {
  if (!type) return { kind: 'rest' };
  const zh = locale === 'zh-CN';
  return { kind: KIND[type.mark], letter: zh ? type.letter_zh : type.letter_en, name: zh ? type.name_zh : type.name_en };
}

export const nameOf = (type: ShiftType | undefined, locale: string): string => (type ? (locale === 'zh-CN' ? type.name_zh : type.name_en) : '');

/** Pieces for a ribbon in UTC ms; a mixed day keeps its activities. */
export function piecesOf(duty: Duty, text: (activity: string) => string): Segment[] {
  const start = dayStart(duty.assignment.day);
  return duty.type.segments.map((s) => ({
    from: start + s.start * MINUTE,
    to: start + s.end * MINUTE,
    kind: duty.type.mark === 'mixed' ? kindOfHours({ from: s.start, to: s.end }) : KIND[duty.type.mark],
    text: duty.type.mark === 'mixed' ? text(s.activity) : '',
  }));
}

/** Whole hours and minutes between two moments, never negative. */
export const minutesBetween = (from: number, to: number): number => Math.max(0, Math.round((to - from) / MINUTE));
