import type { Assignment, RuleSet } from '../../../shared-schemas/wire';
import { dayStart, DAY, dutyOf, works, type Duty, type TypeOf } from './duty';

/** What the phone expects the server to say. Always shown as a forecast: the verdict decides. */
export interface RuleLine {
  readonly id: 'rest' | 'weekly_hours' | 'consecutive_days';
  readonly result: 'passes' | 'warns' | 'fails';
  readonly have: number;
  readonly need: number;
}

type Rules = readonly RuleSet[];

/** A parameter of the version in force on a day; `otherwise` when this phone has no such rule. */
export function figureOf(rules: Rules, rule: string, name: string, day: string, otherwise: number): number {
  const inForce = rules.filter((r) => r.rule === rule && r.effective_from <= day).sort((a, b) => b.version - a.version)[0];
  const value = inForce?.params[name];
  return typeof value === 'number' ? value : otherwise;
}

export function daysFrom(first: string, last: string): string[] {
  const days: string[] = [];
  for (let ms = dayStart(first); ms <= dayStart(last) && days.length < 400; ms += DAY) days.push(new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10));
  return days;
}

/** A01: rostered work days count; where nothing is rostered yet, weekdays do. A half day is 0.5. */
export function leaveDays(first: string, last: string, half: boolean, byDay: ReadonlyMap<string, Assignment>, typeOf: TypeOf): number {
  const counted = daysFrom(first, last).filter((day) => {
    const assignment = byDay.get(day);
    if (assignment) return works(typeOf(assignment.shift));
    const weekday = new Date(`${day}T12:00:00Z`).getUTCDay();
    return weekday !== 0 && weekday !== 6;
  }).length;
  return half ? Math.min(counted, 0.5) : counted;
}

/** A01: up to one day the head alone, beyond that the head and then HR. */
export const leaveRoute = (days: number, rules: Rules, day: string): readonly ('head' | 'hr')[] => (days <= figureOf(rules, 'leave.route', 'head_only_days', day, 1) ? ['head'] : ['head', 'hr']);

/** A person's days after giving and taking shifts. */
export function afterSwap(mine: readonly Assignment[], give: string | null, take: { readonly day: string; readonly shift: string } | null, person: string, department: string): Assignment[] {
  const rest = mine.filter((a) => a.day !== give && a.day !== take?.day);
  return take ? [...rest, { id: `${person}:${take.day}`, person, department, day: take.day, shift: take.shift, version: '', cause: 'swap' }] : rest;
}

/** Rest, weekly hours and days in a row around one day. */
export function checkDay(assignments: readonly Assignment[], day: string, typeOf: TypeOf, rules: Rules): RuleLine[] {
  const duties = assignments.flatMap((a) => dutyOf(a, typeOf) ?? []).sort((a, b) => a.from - b.from);
  return [restLine(duties, day, rules), hoursLine(duties, day, rules), runLine(duties, day, rules)];
}

function restLine(duties: readonly Duty[], day: string, rules: Rules): RuleLine {
  const need = figureOf(rules, 'roster.rest', 'minutes', day, 660) / 60;
  const at = duties.findIndex((d) => d.assignment.day === day);
  const gaps = [at - 1, at].flatMap((i) => (at >= 0 && i >= 0 && duties[i + 1] ? [(duties[i + 1]!.from - duties[i]!.to) / 3_600_000] : []));
  const have = Math.min(...gaps, 99);
  return { id: 'rest', result: have < need ? 'fails' : 'passes', have: Math.round(have * 10) / 10, need };
}

function hoursLine(duties: readonly Duty[], day: string, rules: Rules): RuleLine {
  const need = figureOf(rules, 'roster.weekly_hours', 'minutes', day, 2640) / 60;
  const monday = dayStart(day) - ((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7) * DAY;
  const week = duties.filter((d) => dayStart(d.assignment.day) >= monday && dayStart(d.assignment.day) < monday + 7 * DAY);
  const have = Math.round((week.reduce((sum, d) => sum + d.type.segments.reduce((s, x) => s + x.end - x.start, 0), 0) / 60) * 10) / 10;
  return { id: 'weekly_hours', result: have > need ? 'fails' : have > need * 0.9 ? 'warns' : 'passes', have, need };
}

function runLine(duties: readonly Duty[], day: string, rules: Rules): RuleLine {
  const need = figureOf(rules, 'roster.consecutive_days', 'most', day, 6);
  const days = new Set(duties.map((d) => dayStart(d.assignment.day)));
  const here = dayStart(day);
  let have = days.has(here) ? 1 : 0;
  for (let ms = here - DAY; have && days.has(ms); ms -= DAY) have++;
  for (let ms = here + DAY; have && days.has(ms); ms += DAY) have++;
  return { id: 'consecutive_days', result: have > need ? 'fails' : 'passes', have, need };
}
