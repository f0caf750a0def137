import type { Preference } from '../../../../shared-schemas/wire';

export type Wish = 'less' | '' | 'more';

/** As the server counts them in `days_off` (F022). */
export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

type Lists = Pick<Preference, 'liked_shifts' | 'disliked_shifts'>;
interface Edit {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

export const wishOf = (own: Lists | undefined, shift: string): Wish => (own?.liked_shifts.includes(shift) ? 'more' : own?.disliked_shifts.includes(shift) ? 'less' : '');

/** What changes in both lists when a wish is set: only differences are sent, so that another phone's wishes for other shifts stay. */
export function shiftEdits(own: Lists | undefined, shift: string, to: Wish): Record<string, Edit> {
  const edits: Record<string, Edit> = {};
  for (const [field, is] of [['liked_shifts', 'more'], ['disliked_shifts', 'less']] as const) {
    const has = own?.[field].includes(shift) ?? false;
    if (has !== (to === is)) edits[field] = to === is ? { add: [shift] } : { remove: [shift] };
  }
  return edits;
}

/** A weekday or a single day wished free, or no longer. */
export const dayEdit = (day: string, on: boolean): Record<string, Edit> => ({ days_off: on ? { add: [day] } : { remove: [day] } });

/** Single days wished free that are still to come, in order. */
export const freeDays = (days: readonly string[], today: string): string[] => days.filter((d) => /^\d{4}-\d\d-\d\d$/.test(d) && d >= today).toSorted();
