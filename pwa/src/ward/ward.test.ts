import { describe, expect, it } from 'vitest';
import type { Assignment, Demand, LeaveRequest, Message, Punch, RosterVersion, RuleSet, ShiftType, SwapOffer } from '../../../shared-schemas/wire';
import { leaveWaits, unanswered, waitsFor, type Open } from './answers';
import { cellsFor, plannedDays } from './cells';
import { changedDays, noteSeen, seenUntil } from './changed';
import { buttonFor, dutyForMark } from './checkin';
import { coverOf, dayType } from './cover';
import { dayStart, dutiesOf, dutyNow, MINUTE } from './duty';
import { checkDay, leaveDays, leaveRoute } from './forecast';
import { gapOf } from './gap';
import { placeOf } from './steps';

const HOUR = 60 * MINUTE;
const type = (id: string, start: number, end: number, more: Partial<ShiftType> = {}): ShiftType => ({
  id, name_zh: id, name_en: id, letter_zh: id, letter_en: id, mark: 'day', segments: [{ activity: 'ward', start: start * 60, end: end * 60 }], night: false, posts: [], active: true, ...more,
});
const types = new Map([type('D', 8, 16), type('E', 14, 22, { mark: 'evening' }), type('N', 22, 32, { mark: 'night', night: true }), { ...type('R', 0, 0, { mark: 'rest' }), segments: [] }].map((t) => [t.id, t]));
const typeOf = (id: string): ShiftType | undefined => types.get(id);
const on = (day: string, shift: string, person = 'p1'): Assignment => ({ id: `${person}:${day}`, person, department: 'w3', day, shift, version: 'v', cause: 'roster' });
const duties = (...list: Assignment[]) => dutiesOf(list, 'p1', typeOf);
const punch = (day: string, direction: Punch['direction']): Punch => ({ day, direction }) as Punch;
const at = (day: string, hour: number): number => dayStart(day) + hour * HOUR;

describe('duties', () => {
  it('count from the hospital day, run over midnight, and leave out rest', () => {
    const [night] = duties(on('2026-11-18', 'N'), on('2026-11-19', 'R'));
    expect([night?.from, night?.to]).toEqual([Date.parse('2026-11-18T22:00+08:00'), Date.parse('2026-11-19T08:00+08:00')]);
    expect(duties(on('2026-11-19', 'R'))).toEqual([]);
    expect(dutyNow(duties(on('2026-11-18', 'N'), on('2026-11-20', 'D')), at('2026-11-19', 3)).current?.assignment.shift).toBe('N');
  });

  it('show a day of a published roster without a duty as off, and a day outside as unknown', () => {
    const planned = plannedDays([{ department: 'w3', state: 'published', first_day: '2026-11-16', last_day: '2026-11-18' }, { department: 'w3', state: 'draft', first_day: '2026-11-19', last_day: '2026-11-30' }] as RosterVersion[], 'w3');
    const cells = cellsFor(['2026-11-17', '2026-11-18', '2026-11-19'], new Map([['2026-11-17', on('2026-11-17', 'D')]]), typeOf, '2026-11-18', 'zh-CN', planned);
    expect(cells.map((c) => c.mark?.kind ?? null)).toEqual(['day', 'rest', null]);
  });
});

describe('the check-in button follows the shift (K13)', () => {
  const two = duties(on('2026-11-18', 'D'), on('2026-11-19', 'D'));

  it('opens an hour before, turns into check-out, and says from when', () => {
    expect(buttonFor(two, [], at('2026-11-18', 6))).toMatchObject({ state: 'early', opens: at('2026-11-18', 7) });
    expect(buttonFor(two, [], at('2026-11-18', 7)).state).toBe('in');
    expect(buttonFor(two, [punch('2026-11-18', 'in')], at('2026-11-18', 9)).state).toBe('out');
  });

  it('never turns tomorrow’s check-in into a check-out because yesterday’s was forgotten', () => {
    expect(buttonFor(two, [punch('2026-11-18', 'in')], at('2026-11-18', 19)).state).toBe('out');
    expect(buttonFor(two, [punch('2026-11-18', 'in')], at('2026-11-18', 21)).state).toBe('early');
    expect(buttonFor(two, [punch('2026-11-18', 'in')], at('2026-11-19', 7.5))).toMatchObject({ state: 'in', duty: { assignment: { day: '2026-11-19' } } });
  });

  it('is done once both marks are there, and a mark without a shift stays unplanned (K12)', () => {
    const both = [punch('2026-11-18', 'in'), punch('2026-11-18', 'out')];
    expect(buttonFor(two, both, at('2026-11-18', 17)).state).toBe('done');
    expect(dutyForMark(two, [], 'in', at('2026-11-18', 3))).toBeNull();
    expect(dutyForMark(two, both, 'in', at('2026-11-18', 9))?.assignment.day).toBe('2026-11-18');
    expect(dutyForMark(two, [], 'out', at('2026-11-18', 21))).toBeNull();
  });
});

describe('forecasts', () => {
  const rules: RuleSet[] = [{ id: 'leave.route@2', rule: 'leave.route', version: 2, effective_from: '2027-01-01', params: { head_only_days: 3 }, name_zh: '', name_en: '', source: 'A01' }];

  it('send one day to the head and three to the head and HR (A01), by the version in force on that day', () => {
    expect(leaveRoute(1, rules, '2026-11-20')).toEqual(['head']);
    expect(leaveRoute(3, rules, '2026-11-20')).toEqual(['head', 'hr']);
    expect(leaveRoute(3, rules, '2027-01-02')).toEqual(['head']);
  });

  it('count rostered work days, weekdays where nothing is rostered, and half a day as 0.5', () => {
    const byDay = new Map([on('2026-11-21', 'D'), on('2026-11-20', 'R')].map((a) => [a.day, a]));
    expect(leaveDays('2026-11-19', '2026-11-22', false, byDay, typeOf)).toBe(2);
    expect(leaveDays('2026-11-21', '2026-11-21', true, byDay, typeOf)).toBe(0.5);
  });

  it('fail 10 hours of rest, pass 16, and name the figures (L16: 11)', () => {
    const rest = (...list: Assignment[]) => checkDay(list, '2026-11-19', typeOf, []).find((l) => l.id === 'rest');
    expect(rest(on('2026-11-18', 'E'), on('2026-11-19', 'D'))).toEqual({ id: 'rest', result: 'fails', have: 10, need: 11 });
    expect(rest(on('2026-11-18', 'D'), on('2026-11-19', 'D'))?.result).toBe('passes');
  });

  it('warn near 44 hours a week and fail above (L01), and fail a seventh day in a row (L04)', () => {
    const days = (n: number) => checkDay(['16', '17', '18', '19', '20', '21', '22'].slice(0, n).map((d) => on(`2026-11-${d}`, 'D')), '2026-11-18', typeOf, []);
    const result = (n: number, id: string) => days(n).find((l) => l.id === id)?.result;
    expect([4, 5, 6].map((n) => result(n, 'weekly_hours'))).toEqual(['passes', 'warns', 'fails']);
    expect([6, 7].map((n) => result(n, 'consecutive_days'))).toEqual(['passes', 'fails']);
  });
});

describe('what waits for a person', () => {
  const head = { id: 'h', roles: ['head'], leads: ['w3'] };
  const leave = (id: string, role: 'head' | 'hr', more: Partial<LeaveRequest> = {}) => ({ id, person: 'p1', state: 'waiting', department: 'w3', step: 0, route: [{ role }], ...more }) as LeaveRequest;
  const message = (about: string, more: Partial<Message> = {}) => ({ id: about, person: 'h', code: 'x', about, needs_answer: true, answered_at: 0, params: {}, next: [], at: 0, ...more }) as Message;
  const open = (more: Partial<Open>): Open => ({ leaves: [], offers: [], opens: [], messages: [], decided: new Set(), ...more });

  it('gives each step to its role, and never one’s own request', () => {
    expect(leaveWaits(leave('1', 'head'), head)).toBe(true);
    expect(leaveWaits(leave('1', 'hr'), head)).toBe(false);
    expect(leaveWaits(leave('1', 'head', { person: 'h' }), head)).toBe(false);
    expect(leaveWaits(leave('1', 'hr'), { id: 'r', roles: ['hr'], leads: [] })).toBe(true);
  });

  it('counts a request and the message about it once, and nothing that is over or decided here', () => {
    const leaves = [leave('1', 'head'), leave('2', 'head', { state: 'approved' })];
    const messages = [message('leave_request/1'), message('leave_request/2'), message('punch/9')];
    expect(waitsFor(head, open({ leaves, messages }), '2026-11-18')).toMatchObject({ decide: 1, asked: 0, total: 2 });
    expect(waitsFor(head, open({ leaves, messages, decided: new Set(['1']) }), '2026-11-18').total).toBe(1);
    expect(unanswered(open({ messages: [message('punch/9', { answered_at: 5 }), message('punch/8', { person: 'x' })] }), 'h')).toEqual([]);
  });

  it('counts a swap that asks this person by name, but not one for the whole ward or of the past', () => {
    const offer = (id: string, to: string[], day: string) => ({ id, person: 'p2', to, day, state: 'open', department: 'w3' }) as unknown as SwapOffer;
    expect(waitsFor(head, open({ offers: [offer('1', ['h'], '2026-11-20'), offer('2', [], '2026-11-20'), offer('3', ['h'], '2026-11-01')] }), '2026-11-18').asked).toBe(1);
  });
});

describe('the ward’s week', () => {
  it('counts cover against the demand of that kind of day, the holiday table first', () => {
    const demand = (day_type: Demand['day_type'], minimum: number, skill = '') => ({ id: day_type, department: 'w3', day_type, shift: 'D', minimum, wanted: minimum, skill }) as Demand;
    const rows = coverOf(['2026-11-20', '2026-11-21'], [demand('workday', 2), demand('weekend', 1), demand('workday', 1, 'icu')], [], [on('2026-11-20', 'D'), on('2026-11-21', 'D')]);
    expect(rows).toEqual([{ shift: 'D', cover: [{ have: 1, need: 2 }, { have: 1, need: 1 }] }]);
    expect(dayType('2026-11-21', [{ id: '2026-11-21', kind: 'moved_work', name_zh: '', name_en: '' }])).toBe('workday');
  });
});

describe('changed since last seen', () => {
  const moved = (told: number, params: Message['params'], code = 'roster.your_shift_changed') => ({ person: 'p1', code, at: told, params }) as Message;

  it('takes the days from news that came after the last look', () => {
    const news = [moved(10, { day: '2026-11-20', days: ['2026-11-20', '2026-11-22'] }), moved(5, { day: '2026-11-25' }), moved(12, { day: '2026-11-26' }, 'swap.refused_by_head')];
    expect([...changedDays(news, 'p1', 7)]).toEqual(['2026-11-20', '2026-11-22']);
  });

  it('remembers a time and nothing else', () => {
    const kept = new Map<string, string>();
    noteSeen({ setItem: (k, v) => void kept.set(k, v) }, 'p1', 41.6);
    expect(seenUntil({ getItem: (k) => kept.get(k) ?? null }, 'p1')).toBe(42);
    expect(seenUntil({ getItem: () => null }, 'p1')).toBe(0);
  });
});

describe('a slip', () => {
  const here = { assignments: [on('2026-11-25', 'N')], typeOf, word: (d: { type: ShiftType }) => d.type.id, clock: (ms: number) => new Date(ms + 8 * HOUR).toISOString().slice(11, 16) };

  it('draws the two shifts whose rest the verdict names, and nothing when this phone holds another neighbour', () => {
    expect(gapOf({ day: '2026-11-26', shift: 'D' }, { rest: 0, need: 11 }, 'p1', here)).toMatchObject({ first: { text: 'N', end: '08:00' }, second: { text: 'D', start: '08:00' } });
    expect(gapOf({ day: '2026-11-26', shift: 'D' }, { rest: 6, need: 11 }, 'p1', here)).toBeNull();
  });

  it.each([
    ['claim', { open_shift: 'o1' }, '#/open/o1'],
    ['accept', { offer: 's1' }, '#/swap/s1'],
    ['decide', { request: 'l1', step: 0 }, '#/approvals/l1'],
    ['request.open', { request: 'l1' }, '#/request/l1'],
    ['open_course', { course: 'c1' }, '#/learning/c1'],
    ['leave.shorten', { days: 2 }, '#/leave/new?days=2'],
    ['leave.other_kind', { kind: 'personal' }, '#/leave/new?kind=personal'],
    ['swap.offer_again', { day: '2026-11-20' }, '#/swap/new?day=2026-11-20'],
    ['open_shifts', {}, '#/requests?open=1'],
    ['scan_ward_code', {}, '#/checkin/code'],
    ['ask_head', { offer: 's1' }, undefined],
    ['wait_for_swap', {}, undefined],
    ['leave.drop', {}, undefined],
    ['something_new', {}, undefined],
  ])('leads from %s', (action, params, to) => expect(placeOf({ action, params })).toBe(to));
});
