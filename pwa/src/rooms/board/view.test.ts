import { describe, expect, it } from 'vitest';
import type { ShiftType } from '../../../../shared-schemas/wire';
import type { Board, BoardPerson, BoardViolation, CellEdit, Office, Told } from '../../sync/office';
import { cellKey, cellsFor, coverOf, curveOf, findingsOf, gapOf, inOrder, inverse, issuesOf, ledgerOf, shiftOf, totalsOf } from './view';

const shift = (id: string, letter_zh: string, letter_en: string, over: Partial<ShiftType> = {}): ShiftType => ({ id, name_zh: id, name_en: id, letter_zh, letter_en, mark: 'day', segments: [{ activity: 'ward', start: 480, end: 960 }], night: false, posts: ['nurse'], active: true, ...over });
const types = [shift('A', '白', 'D'), shift('H', '白', 'D', { posts: ['head_nurse'] }), shift('N', '夜', 'N', { mark: 'night', night: true, segments: [{ activity: 'ward', start: 1320, end: 1920 }] }), shift('R', '休', '–', { mark: 'rest', posts: [], segments: [] }), shift('L', '假', 'L', { mark: 'leave', posts: [], segments: [] })];
const typeOf = (id: string): ShiftType | undefined => types.find((t) => t.id === id);
const person = (id: string, over: Partial<BoardPerson> = {}): BoardPerson => ({ id, name: id, post: 'nurse', level: 'N2', hours: 0, target_hours: 0, shifts: 0, nights: 0, weekends: 0, wishes: 0, wishes_met: 0, owed_nights: 0, owed_weekends: 0, ...over });
const wrong = (kind: BoardViolation['kind'], code: string, over: Partial<BoardViolation> = {}): BoardViolation => ({ kind, code, rule: '', person: 'n1', days: ['2026-12-08'], shift: '', params: {}, cost: 1, ...over });
const days = ['2026-12-07', '2026-12-08'];
const board = {
  version: {} as Board['version'], draft: { id: 'd', department: 'w3', cells: { n1: ['A', 'N'], n2: ['', 'A'] }, pins: ['n1:1'], edited_at: 0, edit: 3 }, days, people: [person('n1'), person('n2')],
  needs: [{ day: days[0]!, shift: 'A', skill: '', have: 1, minimum: 2, wanted: 3 }, { day: days[0]!, shift: 'A', skill: 'charge', have: 0, minimum: 1, wanted: 1 }], violations: [], hard: 0, short: 0, cost: 0, base_number: 2,
} satisfies Board;

describe('the grid', () => {
  it('shows locks, edits by hand and the day a broken rule ends on', () => {
    const issues = issuesOf([wrong('hard', 'rest_too_short', { days })], () => 'why');
    const cells = cellsFor(board, board.people, { typeOf, locale: 'zh-CN', fresh: new Set([cellKey('n2', days[1]!)]), issues });
    expect(cells[0]?.map((c) => [c.shift, c.mark?.letter, c.locked, c.issue])).toEqual([['A', '白', false, undefined], ['N', '夜', true, 'must']]);
    expect([cells[1]?.[0]?.mark, cells[1]?.[1]?.fresh]).toEqual([null, true]);
    expect(totalsOf(cells[0] ?? [], typeOf)).toEqual({ hours: 18, nights: 1 });
  });

  it('never marks a cell for a wish, and a broken rule outranks a reminder', () => {
    const found = issuesOf([wrong('soft', 'isolated_day'), wrong('hard', 'on_leave'), wrong('soft', 'wish', { person: 'n2' })], (v) => v.code);
    expect([...found]).toEqual([[cellKey('n1', days[1]!), { issue: 'must', note: 'on_leave' }]]);
  });

  it('reads a letter by the post of the person, in both alphabets', () => {
    expect([shiftOf('d', 'nurse', types), shiftOf('白', 'head_nurse', types), shiftOf('N', 'head_nurse', types), shiftOf('l', 'nurse', types), shiftOf('休', 'nurse', types), shiftOf('Delete', 'nurse', types), shiftOf('z', 'nurse', types)]).toEqual(['A', 'H', null, 'L', '', '', null]);
  });

  it('counts cover by heads, not by skill rows, and takes an edit back with its lock', () => {
    expect(coverOf(board, types, 'zh-CN').map((l) => [l.shift, l.need, l.have])).toEqual([['A', [2, 0], [1, 1]]]);
    expect(inverse(board, [{ person: 'n1', day: days[1]!, shift: '', locked: true }])).toEqual([{ person: 'n1', day: days[1], shift: 'N', locked: true }]);
  });

  it('keeps the order of the ward', () => {
    expect(inOrder([person('d1', { post: 'doctor' }), person('n2'), person('n1', { level: 'N4' }), person('h1', { post: 'head_nurse' })]).map((p) => p.id)).toEqual(['h1', 'n1', 'n2', 'd1']);
  });
});

describe('what to see before publishing', () => {
  it('puts broken rules first, one line a short shift, few hints, no wishes', () => {
    const found = findingsOf([wrong('soft', 'wish'), wrong('soft', 'contract_hours', { cost: 9 }), wrong('soft', 'isolated_day'), wrong('short', 'cover_short', { shift: 'A', params: { have: 1, min: 2, skill: '' } }), wrong('hard', 'on_leave')], 1);
    expect(found.map((f) => [f.level, f.violation.code, f.missing])).toEqual([['must', 'on_leave', 0], ['short', 'cover_short', 1], ['hint', 'contract_hours', 0]]);
  });

  it('draws no bound above the best and no negative gap', () => {
    expect(curveOf([[1, 10, 12, 0, 0]])[0]?.bound).toBe(10);
    expect([gapOf([]), gapOf([[1, 10, 12, 0, 0]]), gapOf([[1, 200, 150, 0, 0]])]).toEqual([null, 0, 0.25]);
  });

  it('keeps both ends of the fairness ledger', () => {
    const people = [-3, -1, 0, 2, 4].map((owed, i) => person(`n${i}`, { owed_nights: owed }));
    expect(ledgerOf(people, 1).map((l) => l.value)).toEqual([3, -4]);
  });
});

describe('two who edit one draft', () => {
  it('shows the other\'s board on 409 and keeps one\'s own cells apart until asked', async () => {
    const { BoardWork } = await import('./work.svelte');
    const theirs = { ...board, draft: { ...board.draft, edit: 4, cells: { ...board.draft.cells, n2: ['N', 'A'] } } };
    const sent: [number, readonly CellEdit[]][] = [];
    let stored: Board = board;
    const office = {
      board: async (): Promise<Told<Board>> => ({ ok: true, value: stored }),
      edit: async (_: string, edit: number, cells: readonly CellEdit[]): Promise<Told<Board>> => {
        sent.push([edit, cells]);
        return edit === stored.draft.edit ? { ok: true, value: { ...stored, draft: { ...stored.draft, edit: edit + 1 } } } : { ok: false, offline: false, code: 'draft.edited', params: {}, retryAfter: null };
      },
    } as unknown as Office;
    const work = new BoardWork(office, 'd', { getItem: () => null, setItem: () => undefined, removeItem: () => undefined });
    await work.load();
    stored = theirs;
    const mine = { person: 'n1', day: days[0]!, shift: 'N', locked: true };
    await work.edit([mine]);
    expect([work.board?.draft.cells['n2']?.[0], work.board?.draft.cells['n1']?.[0], work.clash.length, work.problem?.code]).toEqual(['N', 'A', 1, 'draft.edited']);
    await work.insist();
    expect(sent.map(([edit]) => edit)).toEqual([3, 4]);
    expect([work.clash.length, work.problem]).toEqual([0, null]);
  });
});
