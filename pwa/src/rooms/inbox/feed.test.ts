import { describe, expect, it } from 'vitest';
import type { Message, Slip } from '../../../../shared-schemas/wire';
import { about, feed, iconOf } from './feed';

const message = (id: string, at: number, more: Partial<Message> = {}) => ({ id, at, code: 'swap.done', about: '', next: [], ...more }) as Message;
const slip = (id: string, at: number, collection: string) => ({ id, at, collection }) as Slip;
const dayOf = (ms: number): string => `day ${Math.floor(ms / 100)}`;

describe('the inbox', () => {
  it('puts messages and slips together, newest first, day by day, and leaves small slips under this phone', () => {
    const days = feed([message('m1', 150), message('m2', 90)], [slip('s1', 160, 'punch'), slip('s2', 170, 'learning_event')], dayOf);
    expect(days.map((d) => [d.day, d.entries.map((e) => e.id)])).toEqual([['day 1', ['slip:s1', 'm1']], ['day 0', ['m2']]]);
  });

  it.each([
    ['leave_request/l1', '#/request/l1'],
    ['swap_offer/s1', '#/swap/s1'],
    ['open_shift/o1', '#/open/o1'],
    ['attendance_day/n306:2026-11-21', '#/shifts?day=2026-11-21'],
    ['roster_version/w3.1', '#/shifts'],
    ['certificate/c1', '#/learning'],
    ['punch/7.0.1', '#/attendance'],
    ['', null],
    ['something/new', null],
  ])('leads from %s', (what, to) => expect(about(message('m', 0, { about: what }))).toBe(to));

  it('leads a decider to the case, whatever the message is about', () => {
    expect(about(message('m', 0, { about: 'leave_request/l1', next: [{ action: 'decide', params: { request: 'l1' } }] }))).toBe('#/approvals/l1');
    expect([iconOf(message('m', 0)), iconOf(message('m', 0, { code: 'news' }))]).toEqual(['swap', 'msg']);
  });
});
