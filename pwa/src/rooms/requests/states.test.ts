import { describe, expect, it } from 'vitest';
import type { LeaveRequest, ShiftClaim, SwapOffer } from '../../../../shared-schemas/wire';
import type { Item } from '../../store/items';
import { chipOf, doneRequests, routeStops } from './states';

describe('requests', () => {
  it('say what the phone still holds before what the server made of it', () => {
    expect(chipOf('waiting', { state: 'waiting' } as Item)).toBe('waiting');
    expect(chipOf('approved', { state: 'sent' } as Item)).toBe('sent');
    expect(['approved', 'settled', 'refused', 'expired', 'waiting', 'open', 'withdrawn'].map((s) => chipOf(s, undefined))).toEqual(['accepted', 'accepted', 'refused', 'refused', 'held', 'held', 'accepted']);
  });

  it('stand newest first; one that no server has seen by when it was made here', () => {
    const own = doneRequests([{ id: 'l', made_at: 20 } as LeaveRequest], [{ id: 's', made_at: 0 } as SwapOffer], [], [{ id: 'c' } as ShiftClaim], (id) => (id === 's' ? 30 : 10));
    expect(own.map((o) => o.record.id)).toEqual(['s', 'l', 'c']);
  });

  it('show who signed, who is asked, and who comes later; a role where nobody is named', () => {
    const leave = { state: 'waiting', step: 1, route: [{ role: 'head', by: 'h', state: 'approved' }, { role: 'hr', state: 'waiting' }, { role: 'hr', state: 'later' }] } as unknown as LeaveRequest;
    const stops = routeStops(leave, (id) => (id === 'h' ? '程素兰' : ''), (role) => role);
    expect(stops.map((s) => [s.who, s.state])).toEqual([['程素兰', 'done'], ['hr', 'now'], ['hr', 'later']]);
  });
});
