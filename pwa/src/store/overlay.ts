import { collections, type CollectionName } from '../../../shared-schemas/wire';
import { stampOf, unpacked, type Stamp } from '../changes/clock';
import { merge } from '../changes/merge';
import { restamped, type Mine } from './pending';
import type { Held, Overlaid, Overlay } from './replica';

/** Above every real stamp, so that on this phone its own unanswered edits show, whatever its clock says. */
const TOP = 0xffffffff0000n << 16n;

export interface Who {
  readonly person: string;
  readonly device: number;
}

/** Whether the pulled record shows a change already: facts and intents by their id, edits by their stamp. */
const arrived = (change: Mine, held: Held | undefined): boolean =>
  held !== undefined && (!change.body.record || Boolean(change.receipt?.stamp && JSON.stringify(held.marks).includes(change.receipt.stamp)));

/** A change lies over what was pulled until it is refused, or shows there, or a pull went past its answer. */
const lies = (change: Mine, pulled: number, held: Held | undefined): boolean =>
  !arrived(change, held) && (!change.receipt || (change.receipt.outcome !== 'refused' && pulled <= change.head));

/** The local view of everything this person did that the pulled records do not show yet. */
export function overlay(mine: readonly Mine[], pulled: number, inFlight: number, who: Who, held: (collection: string, id: string) => Held | undefined): Overlay {
  const over = new Map<string, Map<string, Overlaid & { marks: Held['marks'] }>>();
  const top = (change: Mine): Stamp => stampOf(unpacked(TOP + BigInt(change.seq)), who.device);
  const raised = new Map<Stamp, Stamp>();
  for (const change of mine) {
    const { collection, op = 'put', record } = change.body;
    const declared = collections[collection as CollectionName];
    const id = record || change.id;
    if (!declared || op === 'delete' || !lies(change, pulled, held(collection, id))) continue;
    let of = over.get(collection);
    if (!of) over.set(collection, (of = new Map()));
    const before = of.get(id) ?? held(collection, id) ?? { value: { ...declared.blank, id, ...authored(declared.author, who) }, marks: {} };
    const stamp = top(change);
    raised.set(stampOf(change.stamp, who.device), stamp);
    if (change.receipt?.stamp) raised.set(change.receipt.stamp, stamp);
    const { fields, sets = {}, base = {} } = restamped(change.body, raised);
    const edit = { stamp, values: fields, sets, base };
    const { values, marks } = merge(declared.merge ?? {}, before.value, before.marks, edit);
    const pending = change.receipt || change.seq <= inFlight ? 'sent' : 'waiting';
    of.set(id, { value: values, marks, pending });
  }
  return over;
}

const authored = (field: string | undefined, who: Who): Record<string, string> => (field ? { [field]: who.person } : {});
