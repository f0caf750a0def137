import type { Assignment, Demand, Holiday } from '../../../shared-schemas/wire';

export type DayType = Demand['day_type'];

/** What kind of day the demand counts it as: the holiday table decides before the weekday (调休). */
export function dayType(day: string, holidays: readonly Holiday[]): DayType {
  const named = holidays.find((h) => h.id === day)?.kind;
  if (named) return named === 'statutory' ? 'holiday' : named === 'moved_rest' ? 'weekend' : 'workday';
  const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
  return weekday === 0 || weekday === 6 ? 'weekend' : 'workday';
}

export interface Cover {
  readonly shift: string;
  readonly cover: readonly { readonly have: number; readonly need: number }[];
}

/** How many are on and how many the ward asks at least, for each shift it asks for, day by day. Demands for a skill are part of these. */
export function coverOf(days: readonly string[], demands: readonly Demand[], holidays: readonly Holiday[], assignments: readonly Assignment[]): Cover[] {
  const plain = demands.filter((d) => !d.skill && d.minimum > 0);
  const on = (day: string, shift: string): number => assignments.filter((a) => a.day === day && a.shift === shift).length;
  return [...new Set(plain.map((d) => d.shift))].map((shift) => ({
    shift,
    cover: days.map((day) => ({ have: on(day, shift), need: plain.find((d) => d.shift === shift && d.day_type === dayType(day, holidays))?.minimum ?? 0 })),
  }));
}
