import type { NextStep, Params, Slip } from '../../../shared-schemas/wire';
import { stampMs } from '../changes/clock';
import type { Mine } from './pending';

/** How far something a person did has come. `merged` was taken next to someone else's edit; its slip says what happened to it. */
export type ItemState = 'waiting' | 'sent' | 'accepted' | 'merged' | 'held' | 'refused';

/** One line of "This phone": what was done, how far it came, why, and what to do next. */
export interface Item {
  readonly id: string;
  readonly collection: string;
  readonly record: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Phone time of the deed, ms. */
  readonly at: number;
  readonly state: ItemState;
  /** Key of the sentence: `verdicts.<code>`; empty while unanswered. */
  readonly code: string;
  readonly rule: string;
  readonly params: Params;
  readonly next: readonly NextStep[];
  /** K14: ms the phone's clock was corrected by, and whether that is certain. */
  readonly offset: number;
  readonly sure: boolean;
  /** Time as the server settled it; 0 while unanswered. */
  readonly effective: number;
  /** The person has read and put away a refusal. */
  readonly closed: boolean;
}

export interface Counts {
  readonly waiting: number;
  readonly sent: number;
  readonly held: number;
  /** Refused or lost work that its author has not closed. */
  readonly needsYou: number;
}

const STATES: Readonly<Record<string, ItemState>> = { accepted: 'accepted', duplicate: 'accepted', merged: 'merged', held: 'held', refused: 'refused' };
const LOST = new Set(['merge.lost']);

function answered(change: Mine, slip: Slip | undefined): Pick<Item, 'state' | 'code' | 'rule' | 'params' | 'next' | 'offset' | 'sure' | 'effective'> {
  const said = slip ?? change.receipt;
  if (!said) return { state: 'waiting', code: '', rule: '', params: {}, next: [], offset: 0, sure: true, effective: 0 };
  const { code, rule, params, next, offset, sure } = said;
  const effective = slip?.effective ?? (change.receipt?.stamp ? stampMs(change.receipt.stamp) : 0);
  return { state: STATES[said.outcome] ?? 'sent', code, rule, params, next, offset, sure, effective };
}

/** Items of this phone, newest first. A slip pulled later (an approval, say) speaks over the receipt. */
export function itemsOf(mine: readonly Mine[], slip: (id: string) => Slip | undefined, inFlight: number, closed: ReadonlySet<string>): readonly Item[] {
  return mine
    .map((change): Item => {
      const said = answered(change, slip(change.id));
      const state = said.state === 'waiting' && change.seq <= inFlight ? 'sent' : said.state;
      const { collection, record, fields } = change.body;
      return { id: change.id, collection, record: record || change.id, fields, at: stampMs(change.stamp), ...said, state, closed: closed.has(change.id) };
    })
    .reverse();
}

export const needsYou = (item: Item): boolean => !item.closed && (item.state === 'refused' || LOST.has(item.code));

export function countsOf(items: readonly Item[]): Counts {
  const count = (state: ItemState): number => items.filter((i) => i.state === state).length;
  return { waiting: count('waiting'), sent: count('sent'), held: count('held'), needsYou: items.filter(needsYou).length };
}
