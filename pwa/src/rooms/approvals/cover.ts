import type { Assignment, Demand, Holiday, LeaveRequest, Person, Preference, RuleSet, ShiftType } from '../../../../shared-schemas/wire';
import type { CoverRow, Substitute } from '../../sync/office';
import { DAY, dayAt, dayStart, works, type TypeOf } from '../../ward/duty';
import { fairOf } from '../../ward/fair';
import { afterSwap, checkDay, daysFrom } from '../../ward/forecast';

/** What the approver's phone holds of a ward; enough to look before deciding without a network. */
export interface WardHere {
  readonly assignments: readonly Assignment[];
  readonly demand: readonly Demand[];
  readonly holidays: readonly Holiday[];
  readonly people: readonly Person[];
  readonly preferences: ReadonlyMap<string, Preference>;
  readonly rules: readonly RuleSet[];
  readonly typeOf: TypeOf;
}

/** How a day counts for demand: moved working days are workdays, days off in lieu are weekends. */
export function dayType(day: string, holidays: readonly Holiday[]): Demand['day_type'] {
  const kind = holidays.find((h) => h.id === day)?.kind;
  if (kind === 'statutory') return 'holiday';
  if (kind === 'moved_work') return 'workday';
  const weekday = new Date(dayStart(day) + DAY / 2).getUTCDay();
  return kind === 'moved_rest' || weekday === 0 || weekday === 6 ? 'weekend' : 'workday';
}

function minimumOf(w: WardHere, department: string, day: string, shift: string): number {
  const type = dayType(day, w.holidays);
  const rows = w.demand.filter((d) => d.department === department && d.shift === shift && !d.skill);
  // without rows of its own a holiday is staffed like a weekend
  return (rows.find((d) => d.day_type === type) ?? rows.find((d) => type === 'holiday' && d.day_type === 'weekend'))?.minimum ?? 0;
}

/** Heads on a shift of a day, with and without one person. */
function coverRow(w: WardHere, department: string, day: string, shift: string, without: string): CoverRow {
  const there = w.assignments.filter((a) => a.department === department && a.day === day && a.shift === shift);
  return { day, shift, skill: '', before: there.length, after: there.filter((a) => a.person !== without).length, minimum: minimumOf(w, department, day, shift) };
}

/** Every shift a leave touches, on every day it covers (K06); a half day keeps its shift. */
export function leaveCover(w: WardHere, leave: LeaveRequest): CoverRow[] {
  if (leave.half) return [];
  const days = daysFrom(leave.first_day, leave.last_day);
  const own = w.assignments.filter((a) => a.person === leave.person && days.includes(a.day) && works(w.typeOf(a.shift)));
  const shifts = [...new Set(own.map((a) => a.shift))];
  return days.filter((day) => own.some((a) => a.day === day)).flatMap((day) => shifts.map((shift) => coverRow(w, leave.department, day, shift, leave.person)));
}

const missing = (row: CoverRow): number => Math.max(0, row.minimum - row.after);

/** The days worth showing on a narrow screen: those that fall short first, then the earliest. */
export function shownDays(rows: readonly CoverRow[], most: number): string[] {
  const days = [...new Set(rows.map((r) => r.day))];
  const short = days.filter((day) => rows.some((r) => r.day === day && missing(r) > 0));
  return [...short, ...days.filter((d) => !short.includes(d))].slice(0, most).sort();
}

export interface CoverLine {
  readonly shift: string;
  readonly cells: readonly { readonly before: number; readonly after: number; readonly need: number }[];
}

/** Rows as the table draws them; the server's figures replace this phone's where both speak. */
export function coverLines(here: readonly CoverRow[], told: readonly CoverRow[], days: readonly string[]): CoverLine[] {
  const heads = told.filter((r) => !r.skill);
  const pick = (day: string, shift: string): CoverRow | undefined => heads.find((r) => r.day === day && r.shift === shift) ?? here.find((r) => r.day === day && r.shift === shift);
  const shifts = [...new Set([...here, ...heads].map((r) => r.shift))];
  return shifts.map((shift) => ({
    shift,
    cells: days.map((day) => {
      const row = pick(day, shift);
      return { before: row?.before ?? 0, after: row?.after ?? 0, need: row?.minimum ?? 0 };
    }),
  }));
}

function fits(type: ShiftType, person: Person): boolean {
  return person.active && (type.posts.length === 0 || type.posts.includes(person.post));
}

/** Who is free that day and whom no rule on this phone forbids the shift: the willing first, then fewest nights, then fewest hours. */
function standIns(w: WardHere, department: string, day: string, shift: string, without: string): Substitute[] {
  const type = w.typeOf(shift);
  if (!works(type)) return [];
  const free = w.people.filter((p) => p.department === department && p.id !== without && fits(type, p) && !w.assignments.some((a) => a.person === p.id && a.day === day && (works(w.typeOf(a.shift)) || w.typeOf(a.shift)?.mark === 'leave')));
  const recent = w.assignments.filter((a) => a.day >= dayAt(dayStart(day) - 28 * DAY) && a.day <= dayAt(dayStart(day) + 7 * DAY));
  const nights = fairOf(recent, w.typeOf, new Set(free.map((p) => p.id)));
  const found = free.flatMap((p): Substitute[] => {
    const lines = checkDay(afterSwap(w.assignments.filter((a) => a.person === p.id), null, { day, shift }, p.id, department), day, w.typeOf, w.rules);
    if (lines.some((l) => l.result === 'fails')) return [];
    const likes = w.preferences.get(p.id);
    const willing = Boolean(likes?.liked_shifts.includes(shift) && !likes.disliked_shifts.includes(shift) && !likes.days_off.includes(day));
    const hours = (lines.find((l) => l.id === 'weekly_hours')?.have ?? 0) - type.segments.reduce((sum, s) => sum + s.end - s.start, 0) / 60;
    return [{ person: p.id, name: p.name, day, shift, willing, nights: nights.get(p.id) ?? 0, week_hours: Math.round(hours * 10) / 10 }];
  });
  const owed = (s: Substitute): number => (type.night ? s.nights : 0);
  return found.sort((a, b) => Number(b.willing) - Number(a.willing) || owed(a) - owed(b) || a.week_hours - b.week_hours || a.person.localeCompare(b.person)).slice(0, 5);
}

/** Stand-ins for everything that falls below its minimum, as this phone sees it. */
export function leaveSubstitutes(w: WardHere, leave: LeaveRequest): Substitute[] {
  const gone = w.assignments.filter((a) => a.person === leave.person);
  return leaveCover(w, leave)
    .filter((r) => missing(r) > 0 && gone.some((a) => a.day === r.day && a.shift === r.shift))
    .flatMap((r) => standIns(w, leave.department, r.day, r.shift, leave.person));
}

/** One line a person: the same person may be able to take more than one of the shifts. */
export function byPerson(found: readonly Substitute[]): { readonly person: string; readonly for: readonly Substitute[] }[] {
  const out = new Map<string, Substitute[]>();
  for (const one of found) out.set(one.person, [...(out.get(one.person) ?? []), one]);
  return [...out].map(([person, list]) => ({ person, for: list })).slice(0, 6);
}
