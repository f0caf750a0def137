import { describe, expect, it } from 'vitest';
import type { Item } from '../../store/items';
import { NO_STATUS } from '../../sync/status';
import { supportBundle } from './bundle';
import { dayEdit, freeDays, shiftEdits, wishOf } from './wishes';

describe('wishes', () => {
  const own = { liked_shifts: ['D'], disliked_shifts: ['N'] };

  it('move a shift between the lists and send only what differs', () => {
    expect([wishOf(own, 'D'), wishOf(own, 'N'), wishOf(own, 'E'), wishOf(undefined, 'D')]).toEqual(['more', 'less', '', '']);
    expect(shiftEdits(own, 'N', 'more')).toEqual({ liked_shifts: { add: ['N'] }, disliked_shifts: { remove: ['N'] } });
    expect(shiftEdits(own, 'D', 'more')).toEqual({});
    expect(shiftEdits(own, 'D', '')).toEqual({ liked_shifts: { remove: ['D'] } });
  });

  it('keep single days that are still to come, in order, and leave weekdays to their own buttons', () => {
    expect(freeDays(['mon', '2026-12-02', '2026-11-01', '2026-11-30'], '2026-11-18')).toEqual(['2026-11-30', '2026-12-02']);
    expect(dayEdit('sun', false)).toEqual({ days_off: { remove: ['sun'] } });
  });
});

describe('the report for the IT desk', () => {
  it('counts by kind, state and code, and holds no name, id, field or reason (PHONE 4.40)', () => {
    const item = { id: '7.0.3', record: 'n301:2026-11-20', collection: 'leave_request', state: 'refused', code: 'leave.balance_short', fields: { reason: '带孩子看病' }, params: { who: '林晓月' } } as unknown as Item;
    const text = supportBundle({ items: [item, item], status: NO_STATUS, storage: { persisted: false, usage: 12, quota: null }, now: 0, engine: 'Chromium', app: '0.1.0' });
    expect(text).toContain('2 x leave_request refused leave.balance_short');
    for (const secret of ['林晓月', '带孩子', 'n301', '7.0.3']) expect(text).not.toContain(secret);
  });
});
