import type { MergeLaw, SetEdit } from '../../../shared-schemas/wire';
import type { Stamp } from './clock';

/**
 * How concurrent edits of one document become one state, in the words of server/zhiban/changes/merge.py. Per field a mark: a stamp
 * (register, max), element to [added, removed] (set), element to stamp (safety), or stamp to text or null (long text).
 */
export type Values = Readonly<Record<string, unknown>>;
export type Marks = Readonly<Record<string, unknown>>;
export type Base = Readonly<Record<string, Stamp | readonly Stamp[]>>;

export interface Edit {
  readonly stamp: Stamp;
  readonly values?: Values;
  readonly sets?: Readonly<Record<string, SetEdit>>;
  readonly base?: Base;
}

/** A value that did not become, or did not stay, the field's value. */
export interface Lost {
  readonly field: string;
  readonly value: unknown;
  readonly stamp: Stamp;
  readonly winner: Stamp;
}

export interface Merged {
  readonly values: Record<string, unknown>;
  readonly marks: Record<string, unknown>;
  readonly lost: Lost[];
  readonly replaced: Lost[];
  readonly kept: string[];
}

type Pair = readonly [added: Stamp, removed: Stamp];
type Elements = Record<string, Pair | Stamp>;
type Versions = Record<Stamp, string | null>;

const later = (a: Stamp, b: Stamp): Stamp => (a > b ? a : b);
/** Python sorts text by code point, JavaScript by UTF-16 unit; they differ beyond the basic plane. */
const byCodePoint = (a: string, b: string): number => {
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const d = x[i]!.codePointAt(0)! - y[i]!.codePointAt(0)!;
    if (d) return d;
  }
  return x.length - y.length;
};
const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Applies one edit to a document's state; the inputs are left as they were. */
export function merge(laws: Readonly<Record<string, MergeLaw>>, values: Values, marks: Marks, edit: Edit): Merged {
  const state: Merged = { values: { ...values }, marks: { ...marks }, lost: [], replaced: [], kept: [] };
  for (const [name, value] of Object.entries(edit.values ?? {})) {
    const law = laws[name] ?? 'register';
    if (law === 'max') mergeMax(state, name, value as number, edit.stamp);
    else if (law === 'text') mergeText(state, name, value as string, edit);
    else if (law === 'register') mergeRegister(state, name, value, edit);
    else mergeSet(state, name, { add: (value as unknown[]).map(String) }, law, edit.stamp);
  }
  for (const [name, change] of Object.entries(edit.sets ?? {})) mergeSet(state, name, change, laws[name] ?? 'set', edit.stamp);
  return state;
}

function mergeRegister(state: Merged, name: string, value: unknown, edit: Edit): void {
  const present = (state.marks[name] ?? '') as Stamp;
  const old = state.values[name] ?? null;
  if (edit.stamp > present) {
    const own = present.slice(17) === edit.stamp.slice(17); // a replica has always seen what it wrote itself
    if (present && !own && (edit.base?.[name] ?? '') !== present && !same(old, value))
      state.replaced.push({ field: name, value: old, stamp: present, winner: edit.stamp });
    state.values[name] = value;
    state.marks[name] = edit.stamp;
  } else if (edit.stamp !== present && !same(old, value)) state.lost.push({ field: name, value, stamp: edit.stamp, winner: present });
}

function mergeMax(state: Merged, name: string, value: number, stamp: Stamp): void {
  const present = state.marks[name] as Stamp | undefined;
  const old = state.values[name] as number;
  if (present === undefined || value > old) {
    state.values[name] = value;
    state.marks[name] = stamp;
  } else if (value === old && stamp < present) state.marks[name] = stamp;
}

function mergeText(state: Merged, name: string, value: string, edit: Edit): void {
  const versions: Versions = { ...(state.marks[name] as Versions | undefined) };
  const based = edit.base?.[name] ?? [];
  for (const seen of typeof based === 'string' ? [based] : based) versions[seen] = null;
  if (!(edit.stamp in versions)) versions[edit.stamp] = value;
  const standing = standingTexts(versions);
  if (standing.length > 1) state.kept.push(name);
  state.marks[name] = versions;
  state.values[name] = standing.length ? versions[standing.at(-1)!] : '';
}

/** Stamps of the versions of a long text that nobody has replaced, oldest first. */
export const standingTexts = (versions: Versions): Stamp[] => Object.keys(versions).filter((s) => versions[s] !== null).sort();

/** Set: an element stands while its newest add is above every add that a removal named. Safety: it only grows (K25). */
function mergeSet(state: Merged, name: string, change: SetEdit, law: MergeLaw, stamp: Stamp): void {
  // Elements are free text: without a prototype, not even "__proto__" is special.
  const elements = Object.assign(Object.create(null) as Elements, state.marks[name]);
  const pair = (item: string): Pair => (elements[item] as Pair | undefined) ?? ['', ''];
  for (const item of change.add ?? []) {
    const known = elements[item] as Stamp | undefined;
    if (law === 'safety') elements[item] = known !== undefined && known < stamp ? known : stamp;
    else elements[item] = [later(pair(item)[0], stamp), pair(item)[1]];
  }
  for (const [item, seen] of Object.entries(change.remove ?? {})) {
    if (law === 'safety') state.kept.push(name);
    else elements[item] = [pair(item)[0], later(pair(item)[1], seen)];
  }
  state.marks[name] = elements;
  const stands = (item: string): boolean => law === 'safety' || pair(item)[0] > pair(item)[1];
  state.values[name] = Object.keys(elements).filter(stands).sort(byCodePoint);
}
