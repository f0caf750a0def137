import type { Decision, LeaveRequest, SwapOffer } from '../../../../shared-schemas/wire';

/** Who decides, as far as the queue asks. */
export interface Approver {
  readonly id: string;
  readonly roles: readonly string[];
  readonly leads: readonly string[];
}

export type Waiting =
  | { readonly kind: 'leave_request'; readonly id: string; readonly person: string; readonly department: string; readonly since: number; readonly step: number; readonly leave: LeaveRequest }
  | { readonly kind: 'swap_offer'; readonly id: string; readonly person: string; readonly department: string; readonly since: number; readonly step: number; readonly offer: SwapOffer };

/** Whether someone signs for a role in a department; the server asks the same again (A01). */
export function signs(me: Approver, role: 'head' | 'hr', department: string): boolean {
  return role === 'head' ? me.leads.includes(department) : me.roles.includes('hr') || me.roles.includes('manager');
}

/** One's own word on a request's step that the server has not refused. */
export function decidedBy(decisions: readonly Decision[], me: Approver, request: string, step: number, refused: (id: string) => boolean): Decision | undefined {
  return decisions.find((d) => d.request === request && d.step === step && (d.person === me.id || d.person === '') && !refused(d.id));
}

/** What waits for this person, longest first: leave at their step, swaps that need the head (A13). Nobody decides on their own. */
export function queueOf(me: Approver, leaves: readonly LeaveRequest[], offers: readonly SwapOffer[], decided: (request: string, step: number) => boolean): Waiting[] {
  const out: Waiting[] = [];
  for (const leave of leaves) {
    const step = leave.route[leave.step];
    if (leave.state !== 'waiting' || !step || step.state !== 'waiting' || leave.person === me.id) continue;
    if (!signs(me, step.role, leave.department) || decided(leave.id, leave.step)) continue;
    out.push({ kind: 'leave_request', id: leave.id, person: leave.person, department: leave.department, since: step.since || leave.made_at, step: leave.step, leave });
  }
  for (const offer of offers) {
    if (offer.state !== 'waiting' || offer.person === me.id || offer.taken_by === me.id) continue;
    if (!(signs(me, 'head', offer.department) || signs(me, 'hr', offer.department)) || decided(offer.id, 0)) continue;
    out.push({ kind: 'swap_offer', id: offer.id, person: offer.person, department: offer.department, since: offer.made_at, step: 0, offer });
  }
  return out.sort((a, b) => a.since - b.since);
}
