import type { Message } from '../../../shared-schemas/wire';

const DAY = /^20\d\d-\d\d-\d\d$/;
/** Messages after which a person's own shifts are other than before; each names its days. */
const MOVED = new Set(['roster.your_shift_changed', 'swap.done', 'swap.done_taker', 'swap.circle', 'leave.approved', 'leave.approved_cover_pending']);

/** Days of one's own that changed since a moment: the 改 mark in the month and the strip. */
export function changedDays(messages: readonly Message[], me: string, since: number): Set<string> {
  const fresh = messages.filter((m) => m.person === me && MOVED.has(m.code) && m.at > since);
  return new Set(fresh.flatMap(({ params }) => [params['day'], ...(Array.isArray(params['days']) ? (params['days'] as string[]) : [])].filter((d): d is string => typeof d === 'string' && DAY.test(d))));
}

const key = (person: string): string => `zhiban:seen:${person}`;

/** When the person last left their month, epoch ms; a time only, so that a locked phone tells nothing. */
export function seenUntil(storage: Pick<Storage, 'getItem'>, person: string): number {
  return Number(storage.getItem(key(person))) || 0;
}

export const noteSeen = (storage: Pick<Storage, 'setItem'>, person: string, at: number): void => storage.setItem(key(person), String(Math.round(at)));
