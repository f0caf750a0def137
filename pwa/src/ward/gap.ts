import type { Assignment } from '../../../shared-schemas/wire';
import type { ShiftKind } from '../ui/types';
import { dutiesOf, dutyOf, markOf, type Duty, type TypeOf } from './duty';

export interface Gap {
  readonly first: { text: string; kind: ShiftKind; end: string };
  readonly second: { text: string; kind: ShiftKind; start: string };
  readonly rest: number;
  readonly need: number;
}

interface Here {
  readonly assignments: readonly Assignment[];
  readonly typeOf: TypeOf;
  readonly word: (duty: Duty) => string;
  readonly clock: (ms: number) => string;
}

const HOUR = 3_600_000;

/**
 * The two shifts a refusal for too little rest is about, for its drawing: the shift that was asked for and the person's own neighbour
 * that leaves the hours the verdict names. Null when this phone does not hold both.
 */
export function gapOf(wanted: { readonly day: string; readonly shift: string }, { rest, need }: { rest: number; need: number }, person: string, here: Here): Gap | null {
  const { day, shift } = wanted;
  const asked = dutyOf({ id: `${person}:${day}`, person, department: '', day, shift, version: '', cause: 'swap' }, here.typeOf);
  if (!asked || rest > need) return null;
  const hours = (a: Duty, b: Duty): number => Math.round(((b.from - a.to) / HOUR) * 10) / 10;
  const own = dutiesOf(here.assignments, person, here.typeOf).filter((d) => d.assignment.day !== day);
  const pair = own.map((d) => (d.from < asked.from ? ([d, asked] as const) : ([asked, d] as const))).find(([a, b]) => Math.abs(hours(a, b) - rest) < 0.06);
  if (!pair) return null;
  const [a, b] = pair;
  const kind = (d: Duty): ShiftKind => markOf(d.type, 'zh-CN').kind;
  return { first: { text: here.word(a), kind: kind(a), end: here.clock(a.to) }, second: { text: here.word(b), kind: kind(b), start: here.clock(b.from) }, rest, need };
}
