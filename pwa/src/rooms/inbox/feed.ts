import type { Message, Slip } from '../../../../shared-schemas/wire';
import type { IconName } from '../../ui/types';

export interface Entry {
  readonly id: string;
  readonly at: number;
  readonly message?: Message;
  readonly slip?: Slip;
}

export interface InboxDay {
  readonly day: string;
  readonly entries: readonly Entry[];
}

/** Collections whose slips are worth a line of their own; the others stay under "This phone". */
export const TOLD = new Set(['punch', 'leave_request', 'swap_offer', 'swap_accept', 'shift_claim', 'quiz_attempt', 'decision', 'withdrawal', 'attest', 'profile', 'preference']);

/** Messages and slips together, newest first, day by day, at most 200. */
export function feed(messages: readonly Message[], slips: readonly Slip[], dayOf: (ms: number) => string): InboxDay[] {
  const entries: Entry[] = [
    ...messages.map((message) => ({ id: message.id, at: message.at, message })),
    ...slips.filter((s) => TOLD.has(s.collection)).map((slip) => ({ id: `slip:${slip.id}`, at: slip.at, slip })),
  ].sort((a, b) => b.at - a.at).slice(0, 200);
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const day = dayOf(entry.at);
    days.set(day, [...(days.get(day) ?? []), entry]);
  }
  return [...days].map(([day, list]) => ({ day, entries: list }));
}

const PLACES: Readonly<Record<string, (id: string) => string>> = {
  leave_request: (id) => `#/request/${id}`,
  swap_offer: (id) => `#/swap/${id}`,
  swap_accept: (id) => `#/request/${id}`,
  shift_claim: (id) => `#/request/${id}`,
  open_shift: (id) => `#/open/${id}`,
  course: (id) => `#/learning/${id}`,
  certificate: () => '#/learning',
  assignment: (id) => `#/shifts?day=${id.split(':').at(-1) ?? ''}`,
  roster_version: () => '#/shifts',
  attendance_day: (id) => `#/shifts?day=${id.split(':').at(-1) ?? ''}`,
};

/** What a message is about, drawn. */
export function iconOf(message: Message): IconName {
  const [area] = message.code.split('.', 1);
  return ({ roster: 'cal', leave: 'cal', swap: 'swap', claim: 'hand', open_shift: 'hand', learning: 'badge', attendance: 'clock' } as const)[area ?? ''] ?? 'msg';
}

/** Where a message leads: a decision that is asked for, a punch to attest (only its head hears of it), else the record it is about. */
export function about(message: Message): string | null {
  const decide = message.next.find((n) => n.action === 'decide');
  if (decide) return `#/approvals/${String(decide.params['request'] ?? '')}`;
  if (message.about.startsWith('punch/')) return '#/attendance';
  const [collection = '', id = ''] = message.about.split('/', 2);
  return id ? (PLACES[collection]?.(id) ?? null) : null;
}
