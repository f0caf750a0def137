import type { LeaveRequest, Message, OpenShift, SwapOffer } from '../../../shared-schemas/wire';

/** As much of the person as decides what waits for them. */
export interface Asked {
  readonly id: string;
  readonly roles: readonly string[];
  readonly leads: readonly string[];
}

export interface Open {
  readonly leaves: readonly LeaveRequest[];
  readonly offers: readonly SwapOffer[];
  readonly opens: readonly OpenShift[];
  readonly messages: readonly Message[];
  /** Requests this person has decided on this phone, sent or not: they wait for the server, not for the person. */
  readonly decided: ReadonlySet<string>;
}

/** What waits for one person, each thing once: a message about a request that is counted already adds nothing. */
export interface Waits {
  readonly decide: number;
  readonly asked: number;
  readonly messages: readonly Message[];
  readonly total: number;
}

/** A01: a leave waits at its step for the head of its department or for HR. Nobody decides on their own. */
export const leaveWaits = (leave: LeaveRequest, me: Asked): boolean => {
  if (leave.state !== 'waiting' || leave.person === me.id) return false;
  const role = leave.route[leave.step]?.role;
  return role === 'head' ? me.leads.includes(leave.department) : role === 'hr' && me.roles.includes('hr');
};

/** A13: a swap that somebody has taken waits for the head where the ward wants her word. */
export const swapWaits = (offer: SwapOffer, me: Asked): boolean => offer.state === 'waiting' && offer.person !== me.id && me.leads.includes(offer.department);

const subject = (message: Message): string => message.about || message.id;

/** Whether what a message asks about has been settled since, by whomever. */
function over(message: Message, open: Open): boolean {
  const [collection, id = ''] = message.about.split('/', 2);
  if (open.decided.has(id)) return true;
  if (collection === 'leave_request') return open.leaves.some((l) => l.id === id && l.state !== 'waiting');
  if (collection === 'swap_offer') return open.offers.some((o) => o.id === id && o.state !== 'open' && o.state !== 'waiting');
  if (collection === 'open_shift') return open.opens.some((o) => o.id === id && o.state !== 'open');
  return false;
}

/** A person's messages that still want an answer. */
export const unanswered = (open: Open, me: string): readonly Message[] => open.messages.filter((m) => m.person === me && m.needs_answer && !m.answered_at && !over(m, open));

export function waitsFor(me: Asked, open: Open, today: string): Waits {
  const decisions = [...open.leaves.filter((l) => leaveWaits(l, me) && !open.decided.has(l.id)).map((l) => `leave_request/${l.id}`), ...open.offers.filter((o) => swapWaits(o, me) && !open.decided.has(o.id)).map((o) => `swap_offer/${o.id}`)];
  const asked = open.offers.filter((o) => o.state === 'open' && o.person !== me.id && o.to.includes(me.id) && o.day >= today).map((o) => `swap_offer/${o.id}`);
  const counted = new Set([...decisions, ...asked]);
  const messages = unanswered(open, me.id).filter((m) => !counted.has(subject(m)));
  return { decide: decisions.length, asked: asked.length, messages, total: counted.size + messages.length };
}
