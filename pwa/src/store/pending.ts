import { collections, type Change, type CollectionName, type Puts, type Receipt, type SetEdit, type WritableName } from '../../../shared-schemas/wire';
import type { Moment, Stamp } from '../changes/clock';
import { standingTexts } from '../changes/merge';
import type { Held } from './replica';

/** What a screen hands in. `op` is `put` for facts and intents and `edit` for documents unless said otherwise. */
export type Draft = {
  [C in WritableName]: {
    readonly collection: C;
    readonly fields: Puts[C];
    readonly op?: 'put' | 'edit' | 'delete';
    /** Only for documents: which one. */
    readonly record?: string;
    /** Only for set fields: what was added and what was taken out. */
    readonly sets?: Readonly<Record<string, { readonly add?: readonly string[]; readonly remove?: readonly string[] }>>;
  };
}[WritableName];

/** The sealed part of a stored change: everything but its place in sequence and time. */
export type Body = Omit<Change, 'seq' | 'stamp' | 'segment' | 'fields'> & { readonly fields: Readonly<Record<string, unknown>> };

/** A change on this phone, opened. */
export interface Mine {
  readonly seq: number;
  /** Change id: the id of the fact or intent, and of its verdict slip. */
  readonly id: string;
  readonly stamp: Moment;
  readonly segment: number;
  readonly body: Body;
  readonly receipt: Receipt | null;
  readonly head: number;
}

/** What the phone sees of a document: the pulled record and its own unanswered edits, oldest first. */
export interface Seen {
  readonly held: Held | undefined;
  readonly mine: readonly { readonly stamp: Stamp; readonly body: Body }[];
}

const lawOf = (collection: string, field: string): string => collections[collection as CollectionName]?.merge?.[field] ?? 'register';

/** Turns a draft into what will travel: quotes the stamps that it replaces, and the log position that its author had seen. */
export function bodyOf(draft: Draft, seen: number, view: Seen, group: string): Body {
  const op = draft.op ?? (collections[draft.collection].law === 'document' ? 'edit' : 'put');
  const base: Record<string, Stamp | readonly Stamp[]> = {};
  if (draft.record) for (const field of Object.keys(draft.fields)) addBase(base, draft.collection, field, view);
  const sets = Object.entries(draft.sets ?? {}).map(([field, edit]): [string, SetEdit] => [field, setEdit(field, edit, view)]);
  return {
    collection: draft.collection,
    op,
    fields: draft.fields as Readonly<Record<string, unknown>>,
    ...(draft.record ? { record: draft.record } : {}),
    ...(Object.keys(base).length ? { base } : {}),
    ...(sets.length ? { sets: Object.fromEntries(sets) } : {}),
    ...(seen ? { seen } : {}),
    ...(group ? { group } : {}),
  };
}

function addBase(base: Record<string, Stamp | readonly Stamp[]>, collection: string, field: string, view: Seen): void {
  const law = lawOf(collection, field);
  if (law === 'set' || law === 'safety') return;
  const own = view.mine.findLast((m) => field in m.body.fields)?.stamp;
  const mark = view.held?.marks[field];
  if (law === 'text') {
    const standing = own ? [own] : mark ? standingTexts(mark as Record<Stamp, string | null>) : [];
    if (standing.length) base[field] = standing;
  } else if (own ?? mark) base[field] = (own ?? mark) as Stamp;
}

/** A removal names the newest add that this phone saw of each element (add wins over what it did not see). */
function setEdit(field: string, edit: { readonly add?: readonly string[]; readonly remove?: readonly string[] }, view: Seen): SetEdit {
  const remove: Record<string, Stamp> = {};
  for (const item of edit.remove ?? []) {
    const own = view.mine.findLast((m) => adds(m.body, field).includes(item))?.stamp;
    const mark = (view.held?.marks[field] as Record<string, readonly [Stamp, Stamp]> | undefined)?.[item]?.[0];
    const stamp = own ?? mark;
    if (stamp) remove[item] = stamp;
  }
  return { ...(edit.add?.length ? { add: edit.add } : {}), ...(Object.keys(remove).length ? { remove } : {}) };
}

function adds(body: Body, field: string): readonly string[] {
  const value = body.fields[field];
  return [...(body.sets?.[field]?.add ?? []), ...(Array.isArray(value) ? (value as string[]) : [])];
}

/** The same change, with bases and removals that named some stamps naming others: own claimed stamps get their effective ones (SYNC 1.3). */
export function restamped(body: Body, to: ReadonlyMap<Stamp, Stamp>): Body {
  const now = (stamp: Stamp): Stamp => to.get(stamp) ?? stamp;
  const each = <A, B>(of: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> => Object.fromEntries(Object.entries(of).map(([k, v]) => [k, change(v)]));
  return {
    ...body,
    ...(body.base ? { base: each(body.base, (stamps) => (typeof stamps === 'string' ? now(stamps) : stamps.map(now))) } : {}),
    ...(body.sets ? { sets: each(body.sets, (edit) => (edit.remove ? { ...edit, remove: each(edit.remove, now) } : edit)) } : {}),
  };
}

/** The same change where other changes have got other ids: references to them follow. */
export const renamed = (body: Body, ids: ReadonlyMap<string, string>): Body =>
  JSON.parse(JSON.stringify(body), (_key, v: unknown) => (typeof v === 'string' ? (ids.get(v) ?? v) : v)) as Body;

const KEEP_ANSWERED = 300;

/**
 * Answered changes that need not stay: covered by a backup (SYNC 1.10) or followed by very many; never while anything waits, because it may
 * quote them, and never a refusal that its author has not closed.
 */
export function spent(mine: readonly Mine[], floor: number, closed: ReadonlySet<string>): ReadonlySet<number> {
  if (mine.some((m) => !m.receipt)) return new Set();
  const old = mine.slice(0, -KEEP_ANSWERED).filter((m) => m.head <= floor || mine.length > 4 * KEEP_ANSWERED);
  return new Set(old.filter((m) => m.receipt?.outcome !== 'refused' || closed.has(m.id)).map((m) => m.seq));
}
