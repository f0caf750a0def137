import type { ShiftType } from '../../../../shared-schemas/wire';
import type { Board, BoardPerson, BoardViolation, CellEdit, SolvePoint } from '../../sync/office';
import type { CurvePoint } from '../../ui/desk/curve';
import type { GridCell } from '../../ui/desk/grid.svelte';
import type { Mark } from '../../ui/types';
import { markOf, works, type TypeOf } from '../../ward/duty';

/** A cell that remembers its shift, so that hours and undo need no second table. */
export interface BoardCell extends GridCell {
  readonly shift: string;
}

const POSTS = ['head_nurse', 'nurse', 'doctor', 'consultant', 'reception', 'kitchen', 'cleaning'];
const rankOf = (p: BoardPerson): number => (POSTS.includes(p.post) ? POSTS.indexOf(p.post) : POSTS.length);

/** Rows in the ward's own order: post, then level from high to low, then number. */
export const inOrder = (people: readonly BoardPerson[]): BoardPerson[] => [...people].sort((a, b) => rankOf(a) - rankOf(b) || b.level.localeCompare(a.level) || a.id.localeCompare(b.id));

export const cellKey = (person: string, day: string): string => `${person}|${day}`;

/** Worst mark a person's day carries: a broken hard rule before a reminder about this very day. */
export function issuesOf(violations: readonly BoardViolation[], words: (v: BoardViolation) => string): Map<string, { issue: 'must' | 'hint'; note: string }> {
  const out = new Map<string, { issue: 'must' | 'hint'; note: string }>();
  for (const v of violations) {
    if (!v.person || v.kind === 'short' || v.code === 'wish' || (v.kind !== 'hard' && v.code !== 'isolated_day')) continue;
    const issue = v.kind === 'hard' ? ('must' as const) : ('hint' as const);
    const days = v.kind === 'hard' ? v.days.slice(-1) : v.days;
    for (const day of days) {
      const key = cellKey(v.person, day);
      if (out.get(key)?.issue !== 'must') out.set(key, { issue, note: words(v) });
    }
  }
  return out;
}

interface Marks {
  readonly typeOf: TypeOf;
  readonly locale: string;
  readonly fresh: ReadonlySet<string>;
  readonly issues: ReadonlyMap<string, { issue: 'must' | 'hint'; note: string }>;
}

/** Every cell of the board, one row a person. */
export function cellsFor(board: Board, people: readonly BoardPerson[], marks: Marks): BoardCell[][] {
  const pins = new Set(board.draft.pins);
  return people.map((person) =>
    board.days.map((day, n): BoardCell => {
      const shift = board.draft.cells[person.id]?.[n] ?? '';
      const key = cellKey(person.id, day);
      return { shift, mark: shift ? markOf(marks.typeOf(shift), marks.locale) : null, locked: pins.has(`${person.id}:${n}`), fresh: marks.fresh.has(key), ...marks.issues.get(key) };
    }),
  );
}

/** Planned hours and nights of a row as it stands on screen. */
export function totalsOf(row: readonly GridCell[], typeOf: TypeOf): { hours: number; nights: number } {
  let minutes = 0;
  let nights = 0;
  for (const cell of row) {
    const type = typeOf((cell as BoardCell).shift);
    if (!works(type)) continue;
    minutes += type.segments.reduce((sum, s) => sum + s.end - s.start, 0);
    if (type.night) nights++;
  }
  return { hours: Math.round(minutes / 6) / 10, nights };
}

export interface CoverLine {
  readonly shift: string;
  readonly mark: Mark;
  readonly need: readonly number[];
  readonly have: readonly number[];
}

/** What each shift needs and has, one figure a day; shifts in the order of the types. */
export function coverOf(board: Board, types: readonly ShiftType[], locale: string): CoverLine[] {
  const heads = board.needs.filter((n) => !n.skill);
  return types
    .filter((type) => heads.some((n) => n.shift === type.id && n.minimum > 0))
    .map((type) => {
      const rows = board.days.map((day) => heads.find((n) => n.day === day && n.shift === type.id));
      const placed = board.days.map((_, d) => Object.values(board.draft.cells).filter((row) => row[d] === type.id).length);
      return { shift: type.id, mark: markOf(type, locale), need: rows.map((r) => r?.minimum ?? 0), have: rows.map((r, d) => r?.have ?? placed[d] ?? 0) };
    });
}

/** The shift a typed letter means for a person of a post: "" = a day off, null = no such shift. */
export function shiftOf(key: string, post: string, types: readonly ShiftType[]): string | null {
  if (key === 'Delete' || key === '-' || key === '.' || key === '·' || key === '0') return '';
  const fit = types.filter((t) => t.active && (t.posts.length === 0 || t.posts.includes(post)));
  const typed = key.toLocaleLowerCase();
  const found = fit.filter((t) => t.letter_en.toLocaleLowerCase() === typed || t.letter_zh === key).sort((a, b) => b.posts.length - a.posts.length)[0];
  if (!found) return null;
  return found.mark === 'rest' ? '' : found.id;
}

/** The edits that take edits back. */
export function inverse(board: Board, edits: readonly CellEdit[]): CellEdit[] {
  const pins = new Set(board.draft.pins);
  return edits.map(({ person, day }) => {
    const n = board.days.indexOf(day);
    return { person, day, shift: board.draft.cells[person]?.[n] ?? '', locked: pins.has(`${person}:${n}`) };
  });
}

export interface Finding {
  readonly id: string;
  readonly level: 'must' | 'short' | 'hint';
  readonly violation: BoardViolation;
  /** Heads missing, for short ones. */
  readonly missing: number;
}

/** What to look at before publishing, worst first; wishes are counted elsewhere. One line a shift and day that is short. */
export function findingsOf(violations: readonly BoardViolation[], mostHints: number): Finding[] {
  const must = violations.filter((v) => v.kind === 'hard');
  const short = new Map<string, Finding>();
  for (const v of violations) {
    if (v.kind !== 'short') continue;
    const id = `${v.days[0] ?? ''}${v.shift}${String(v.params['skill'] ?? '')}`;
    short.set(id, { id, level: 'short', violation: v, missing: Number(v.params['min'] ?? 0) - Number(v.params['have'] ?? 0) });
  }
  const hints = violations.filter((v) => (v.kind === 'soft' || v.kind === 'note') && v.code !== 'wish' && v.code !== 'cover_over').sort((a, b) => b.cost - a.cost);
  const line = (level: 'must' | 'hint') => (v: BoardViolation, i: number): Finding => ({ id: `${level}${i}${v.code}${v.person}${v.days.join()}`, level, violation: v, missing: 0 });
  return [...must.map(line('must')), ...short.values(), ...hints.slice(0, mostHints).map(line('hint'))];
}

/** Above (+) or below (−) the fair share of nights and weekends, furthest out first, as many of each as asked. */
export function ledgerOf(people: readonly BoardPerson[], each: number): { id: string; name: string; value: number }[] {
  const lines = people.map((p) => ({ id: p.id, name: p.name, value: -(p.owed_nights + p.owed_weekends) })).filter((l) => l.value !== 0).sort((a, b) => b.value - a.value);
  return lines.length <= 2 * each ? lines : [...lines.slice(0, each), ...lines.slice(-each)];
}

/** The curve for the picture; a bound above the best is drawn on it. */
export const curveOf = (points: readonly SolvePoint[]): CurvePoint[] => points.map(([at, best, bound]) => ({ at, best, bound: Math.min(best, bound) }));

/** 0.012 for at most 1.2 % from the best possible; null before the first roster. */
export function gapOf(points: readonly SolvePoint[]): number | null {
  const last = points.at(-1);
  return last ? Math.max(0, (last[1] - last[2]) / Math.max(1, last[1])) : null;
}
