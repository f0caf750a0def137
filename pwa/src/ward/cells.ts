import type { Assignment, RosterVersion } from '../../../shared-schemas/wire';
import type { DayCell } from '../ui/types';
import { markOf, type TypeOf } from './duty';

/** Whether a day is in a roster that was published for a department; a day in it without a duty is a day off, not an unknown one. */
export type Planned = (day: string) => boolean;

export function plannedDays(versions: readonly RosterVersion[], department: string): Planned {
  const spans = versions.filter((v) => v.department === department && v.state === 'published');
  return (day) => spans.some((v) => v.first_day <= day && day <= v.last_day);
}

/** Cells for strips and months. */
export function cellsFor(days: readonly string[], byDay: ReadonlyMap<string, Assignment>, typeOf: TypeOf, today: string, locale: string, planned: Planned): DayCell[] {
  return days.map((day) => {
    const assignment = byDay.get(day);
    const mark = assignment ? markOf(typeOf(assignment.shift), locale) : planned(day) ? ({ kind: 'rest' } as const) : null;
    return { day, mark, today: day === today, past: day < today };
  });
}
