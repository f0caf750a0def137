import { describe, expect, it } from 'vitest';
import type { Assignment, Demand, LeaveRequest, Person, RuleSet, ShiftType, Step, SwapOffer } from '../../../../shared-schemas/wire';
import { byPerson, coverLines, dayType, leaveCover, leaveSubstitutes, shownDays, type WardHere } from './cover';
import { decidedBy, queueOf } from './queue';

const shift = (id: string, from: number, to: number, night = false): ShiftType => ({ id, name_zh: id, name_en: id, letter_zh: id, letter_en: id, mark: night ? 'night' : 'day', segments: [{ activity: 'ward', start: from, end: to }], night, posts: ['nurse'], active: true });
const types = new Map([shift('A', 480, 960), shift('N', 1320, 1920, true)].map((t) => [t.id, t]));
const on = (person: string, day: string, type: string): Assignment => ({ id: `${person}:${day}`, person, department: 'w3', day, shift: type, version: 'v', cause: 'roster' });
const nurse = (id: string): Person => ({ id, number: id, name: id, name_en: id, department: 'w3', post: 'nurse', roles: ['staff'], leads: [], level: 'N2', skills: [], fraction: 1, active: true });
const need = (day_type: Demand['day_type'], type: string, minimum: number): Demand => ({ id: `${day_type}${type}`, department: 'w3', day_type, shift: type, minimum, wanted: minimum, skill: '' });
const step = (role: Step['role'], state: Step['state'] = 'waiting'): Step => ({ role, approver: '', state, by: '', at: 0, since: 5, note: '' });
const leave = (over: Partial<LeaveRequest> = {}): LeaveRequest => ({ id: 'q.1', person: 'n1', kind: 'sick', first_day: '2026-11-28', last_day: '2026-11-29', half: '', reason: '', department: 'w3', state: 'waiting', days: 2, route: [step('head'), step('hr', 'later')], step: 0, cover_pending: false, freed: [], made_at: 5, ...over });
const rules: RuleSet[] = [];
const ward = (assignments: Assignment[], over: Partial<WardHere> = {}): WardHere => ({ assignments, demand: [need('weekend', 'A', 2), need('weekend', 'N', 1), need('workday', 'A', 3)], holidays: [], people: ['n1', 'n2', 'n3', 'n4'].map(nurse), preferences: new Map(), rules, typeOf: (id) => types.get(id), ...over });

describe('what waits for me', () => {
  const head = { id: 'h3', roles: ['staff', 'head'], leads: ['w3'] };
  const hr = { id: 'r8', roles: ['staff', 'hr'], leads: [] };
  const no = (): boolean => false;

  it('asks the head first, HR only at its own step (A01)', () => {
    expect(queueOf(head, [leave()], [], no).map((q) => q.id)).toEqual(['q.1']);
    expect(queueOf(hr, [leave()], [], no)).toEqual([]);
    expect(queueOf(hr, [leave({ route: [step('head', 'approved'), step('hr')], step: 1 })], [], no)[0]?.step).toBe(1);
  });

  it('leaves out other wards, own requests, decided and finished ones', () => {
    expect(queueOf(head, [leave({ department: 'w1' }), leave({ person: 'h3' }), leave({ state: 'withdrawn' })], [], no)).toEqual([]);
    expect(queueOf(head, [leave()], [], () => true)).toEqual([]);
  });

  it('brings a swap only once two people agree and the head has to (A13)', () => {
    const offer = { id: 's.1', person: 'n1', day: '2026-11-28', shift: 'A', to: [], wants: [], note: '', department: 'w3', state: 'open', taken_by: '', given_day: '', accept: '', waiting: [], made_at: 1, closed_at: 0 } satisfies SwapOffer;
    expect(queueOf(head, [], [offer], no)).toEqual([]);
    expect(queueOf(head, [leave()], [{ ...offer, state: 'waiting', taken_by: 'n2' }], no).map((q) => q.id)).toEqual(['s.1', 'q.1']);
    expect(queueOf(head, [], [{ ...offer, state: 'waiting', taken_by: 'h3' }], no)).toEqual([]);
  });

  it('takes a case back into the queue when the server refused the word', () => {
    const word = { id: '1.1.1', person: 'h3', request: 'q.1', kind: 'leave_request', step: 0, verdict: 'approve', note: '', substitutes: [], department: '', author: '' } as const;
    expect(decidedBy([word], head, 'q.1', 0, () => false)).toBe(word);
    expect(decidedBy([word], head, 'q.1', 0, () => true)).toBeUndefined();
    expect(decidedBy([word], head, 'q.1', 1, () => false)).toBeUndefined();
  });
});

describe('cover before and after a leave (K06)', () => {
  it('counts heads on the shift with and without the person, against the kind of day', () => {
    const rows = leaveCover(ward([on('n1', '2026-11-28', 'A'), on('n2', '2026-11-28', 'A')]), leave());
    expect(rows).toEqual([{ day: '2026-11-28', shift: 'A', skill: '', before: 2, after: 1, minimum: 2 }]);
  });

  it('takes no shift away for half a day, and none where the person is off', () => {
    expect(leaveCover(ward([on('n1', '2026-11-28', 'A')]), leave({ half: 'morning' }))).toEqual([]);
    expect(leaveCover(ward([on('n2', '2026-11-28', 'A')]), leave())).toEqual([]);
  });

  it('staffs a holiday without rows of its own like a weekend, a moved working day like a workday (L07)', () => {
    const holiday = (kind: 'statutory' | 'moved_work') => [{ id: '2026-11-28', kind, name_zh: '', name_en: '' }];
    expect([dayType('2026-11-28', []), dayType('2026-11-28', holiday('statutory')), dayType('2026-11-28', holiday('moved_work')), dayType('2026-11-27', [])]).toEqual(['weekend', 'holiday', 'workday', 'workday']);
    const here = (kind: 'statutory' | 'moved_work'): number | undefined => leaveCover(ward([on('n1', '2026-11-28', 'A')], { holidays: holiday(kind) }), leave())[0]?.minimum;
    expect([here('statutory'), here('moved_work')]).toEqual([2, 3]);
  });

  it('shows the days that fall short first and lets the server correct the phone', () => {
    const row = (day: string, after: number) => ({ day, shift: 'A', skill: '', before: 3, after, minimum: 2 });
    const rows = [row('2026-11-01', 2), row('2026-11-02', 3), row('2026-11-03', 1)];
    expect(shownDays(rows, 2)).toEqual(['2026-11-01', '2026-11-03']);
    expect(coverLines(rows, [{ ...row('2026-11-03', 0) }, { ...row('2026-11-03', 9), skill: 'charge' }], ['2026-11-03'])).toEqual([{ shift: 'A', cells: [{ before: 3, after: 0, need: 2 }] }]);
  });
});

describe('who could stand in, from the phone alone', () => {
  const gone = [on('n1', '2026-11-28', 'A')];

  it('leaves out who works that day or would rest too little, and puts the willing first', () => {
    const likes = new Map([['n4', { id: 'n4', department: 'w3', liked_shifts: ['A'], disliked_shifts: [], days_off: [], nights_in_row: 2, locale: 'zh-CN', quiet: true } as const]]);
    const here = ward([...gone, on('n2', '2026-11-27', 'N')], { preferences: likes });
    expect(leaveSubstitutes(here, leave()).map((s) => s.person)).toEqual(['n4', 'n3']);
  });

  it('asks nobody when cover holds', () => {
    expect(leaveSubstitutes(ward([...gone, on('n2', '2026-11-28', 'A'), on('n3', '2026-11-28', 'A')]), leave())).toEqual([]);
  });

  it('shows a person once with all they could take', () => {
    const one = { person: 'n2', name: 'n2', day: '2026-11-28', shift: 'A', willing: false, nights: 0, week_hours: 8 };
    expect(byPerson([one, { ...one, day: '2026-11-29' }]).map((c) => c.for.length)).toEqual([2]);
  });
});
