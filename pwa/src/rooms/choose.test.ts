import { describe, expect, it } from 'vitest';
import { chooseRoom, deskEntries } from './choose';
import type { Room } from './index';

const load = (): never => {
  throw new Error('not loaded in this test');
};
const rooms: Room[] = [
  { path: '/unlock', load, title: 'common.app', open: true },
  { path: '/today', load, title: 'common.tab_today', tab: 'today' },
  { path: '/today', load, title: 'common.tab_today', roles: ['trainer'] },
  { path: '/approvals/:id', load, title: 'common.nav_approvals', roles: ['head', 'hr'] },
];

describe('which room opens', () => {
  it('keeps every page shut while the phone is locked, except those that may be open', () => {
    expect(chooseRoom(rooms, '/today', null).kind).toBe('locked');
    expect(chooseRoom(rooms, '/nowhere', null).kind).toBe('locked');
    expect(chooseRoom(rooms, '/unlock', null).kind).toBe('room');
  });

  it('opens by role and says so when it is not yours', () => {
    expect(chooseRoom(rooms, '/approvals/7', ['staff']).kind).toBe('forbidden');
    expect(chooseRoom(rooms, '/approvals/7', ['staff', 'head'])).toMatchObject({ kind: 'room', params: { id: '7' } });
  });

  it('says that a page does not exist', () => {
    expect(chooseRoom(rooms, '/nowhere', ['staff']).kind).toBe('unknown');
  });
});

describe('the office rail', () => {
  const office: Room[] = [
    { path: '/board', load, title: 'common.nav_board', desk: 'board', roles: ['head', 'hr'] },
    { path: '/board/:id', load, title: 'common.nav_board', desk: 'board', roles: ['head', 'hr'] },
    { path: '/attendance', load, title: 'common.nav_attendance', desk: 'attendance', roles: ['hr'] },
  ];

  it('shows what a role may open, once', () => {
    expect(deskEntries(office, ['head'])).toEqual([{ id: 'board', path: '/board' }]);
    expect(deskEntries(office, ['hr']).map((e) => e.id)).toEqual(['board', 'attendance']);
    expect(deskEntries(office, ['staff'])).toEqual([]);
  });
});
