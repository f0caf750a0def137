import type { Assignment, LeaveRequest, ShiftClaim, SwapAccept, SwapOffer } from '../../../../shared-schemas/wire';
import { dayRange, dayTitle } from '../../i18n/format';
import type { Item } from '../../store/items';
import type { ItemState } from '../../ui/types';
import type { TypeOf } from '../../ward/duty';
import { leaveDays } from '../../ward/forecast';

export type Own =
  | { readonly kind: 'leave_request'; readonly record: LeaveRequest }
  | { readonly kind: 'swap_offer'; readonly record: SwapOffer }
  | { readonly kind: 'swap_accept'; readonly record: SwapAccept }
  | { readonly kind: 'shift_claim'; readonly record: ShiftClaim };

/** A person's own requests, newest first; unanswered ones by when they were made on this phone. */
export function doneRequests(leaves: readonly LeaveRequest[], offers: readonly SwapOffer[], accepts: readonly SwapAccept[], claims: readonly ShiftClaim[], madeHere: (id: string) => number): Own[] {
  const all: Own[] = [
    ...leaves.map((record) => ({ kind: 'leave_request' as const, record })),
    ...offers.map((record) => ({ kind: 'swap_offer' as const, record })),
    ...accepts.map((record) => ({ kind: 'swap_accept' as const, record })),
    ...claims.map((record) => ({ kind: 'shift_claim' as const, record })),
  ];
  const at = (own: Own): number => ('made_at' in own.record && own.record.made_at ? own.record.made_at : madeHere(own.record.id));
  return all.sort((a, b) => at(b) - at(a));
}

/** The chip of a request: what the phone still holds first, then what the server made of it. */
export function chipOf(state: string, item: Item | undefined): ItemState {
  if (item?.state === 'waiting' || item?.state === 'sent') return item.state;
  if (state === 'approved' || state === 'settled') return 'accepted';
  if (state === 'refused' || state === 'expired') return 'refused';
  return state === 'withdrawn' ? 'accepted' : 'held';
}

/** The days of a leave in words: one day is a day, not a range. */
export const spanOf = (leave: Pick<LeaveRequest, 'first_day' | 'last_day'>): string => (leave.first_day === leave.last_day ? dayTitle(leave.first_day) : dayRange(leave.first_day, leave.last_day));

/** Days as the server counted them; while nobody has, as this phone expects them (A01). */
export const daysOf = (leave: LeaveRequest, mine: readonly Assignment[], typeOf: TypeOf): number =>
  leave.days || leaveDays(leave.first_day, leave.last_day, leave.half !== '', new Map(mine.map((a) => [a.day, a])), typeOf);

/** Who has signed and who is asked. */
export function routeStops(leave: LeaveRequest, name: (id: string) => string, role: (role: 'head' | 'hr') => string): { id: string; who: string; note?: string | undefined; state: 'done' | 'now' | 'later' | 'refused' }[] {
  return leave.route.map((step, i) => ({
    id: String(i),
    who: name(step.by || step.approver) || role(step.role),
    note: step.note || undefined,
    state: step.state === 'approved' ? 'done' : step.state === 'refused' ? 'refused' : i === leave.step && leave.state === 'waiting' ? 'now' : 'later',
  }));
}
