import type { RuleSet } from '../../../../shared-schemas/wire';
import { i18n, t, tMaybe } from '../../i18n/index.svelte';
import { dayOf, dayShort, asOf, figure, monthDay } from '../../i18n/format';
import type { BoardViolation, Told } from '../../sync/office';
import { nameOf, type TypeOf } from '../../ward/duty';
import { personName, readable, type Names } from '../../ward/words';
import type { Finding } from './view';

interface Readings {
  readonly names: Names;
  readonly typeOf: TypeOf;
}

/** The rule's own name and version; solver wishes that are no rule of the hospital have none. */
export type RuleName = (rule: string) => string;

export function ruleNames(rules: readonly RuleSet[], locale: string): RuleName {
  return (quoted) => {
    const [rule, version] = quoted.split('@');
    const found = rules.find((r) => r.rule === rule && String(r.version) === version);
    return found ? t('board.rule_line', { name: locale === 'zh-CN' ? found.name_zh : found.name_en, n: found.version }) : '';
  };
}

/** A violation's sentence with its figures: whole numbers stay whole, activities and skills are said in words. */
export function violationText(v: BoardViolation, w: Readings): string {
  const figures: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(readable(v.params, w.names))) figures[key] = typeof value === 'number' ? figure(value) : value;
  const activity = v.params['activity'];
  if (typeof activity === 'string') figures['activity'] = tMaybe(`board.activity_${activity}`) ?? activity;
  const skill = v.params['skill'];
  if (typeof skill === 'string' && skill) figures['skill'] = skillText(skill);
  return tMaybe(`verdicts.${v.code}`, figures) ?? v.code;
}

export const skillText = (skill: string): string => tMaybe(`board.skill_${skill}`) ?? skill;

function daysText(days: readonly string[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return '';
  return first === last ? monthDay(first) : `${monthDay(first)}–${dayShort(last)}`;
}

/** Title and detail of one thing to look at. */
export function findingText(found: Finding, w: Readings, rule: RuleName): { title: string; detail: string } {
  const v = found.violation;
  if (found.level === 'short') {
    const skill = String(v.params['skill'] ?? '');
    const figures = { day: daysText(v.days), shift: nameOf(w.typeOf(v.shift), i18n.locale), n: found.missing, skill: skillText(skill) };
    return { title: t(skill ? 'board.skill_title' : 'board.short_title', figures), detail: `${violationText(v, w)}${rule(v.rule)}` };
  }
  const name = v.person ? personName(w.names.person(v.person)) : nameOf(w.typeOf(v.shift), i18n.locale);
  return { title: t('board.person_title', { name, days: daysText(v.days) }).trim(), detail: `${violationText(v, w)}${rule(v.rule)}` };
}

/** What a refused or unanswered request says; also when the catalogue lacks its code. */
export function problemText(problem: Extract<Told<never>, { ok: false }>): string {
  const figures: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(problem.params)) if (typeof value === 'string' || typeof value === 'number') figures[key] = value;
  return tMaybe(`errors.${problem.code}`, figures) ?? t('board.error');
}

/** 18:52 today, 11月20日 18:52 otherwise. */
export const when = (ms: number, now: number): string => (ms ? asOf(ms, now) : monthDay(dayOf(now)));
