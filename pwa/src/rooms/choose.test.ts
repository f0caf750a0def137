import { describe, expect, it } from 'vitest';
import { chooseRoom } from './choose';
import type { Room } from './index';

const load = (): never => {
  throw new Error('not loaded in this test');
};
const rooms: Room[] = [
  { path: '/unlock', load, title: 'common.app', open: true },
  { path: '/today', load, title: 'common.tab_today', tab: 'today' },
  { path: '/today', load, title: 'common.tab_today', roles: ['doctor'] },
  { path: '/approvals/:id', load, title: 'common.nav_approvals', roles: ['head_nurse', 'hr'] },
];

describe('which room opens', () => {
  it('keeps every page shut while the phone is locked, except those that may be open', () => {
    expect(chooseRoom(rooms, '/today', null).kind).toBe('locked');
    expect(chooseRoom(rooms, '/nowhere', null).kind).toBe('locked');
    expect(chooseRoom(rooms, '/unlock', null).kind).toBe('room');
  });

  it('opens by role and says so when it is not yours', () => {
    expect(chooseRoom(rooms, '/approvals/7', ['nurse']).kind).toBe('forbidden');
    expect(chooseRoom(rooms, '/approvals/7', ['nurse', 'head_nurse'])).toMatchObject({ kind: 'room', params: { id: '7' } });
  });

  it('says that a page does not exist', () => {
    expect(chooseRoom(rooms, '/nowhere', ['nurse']).kind).toBe('unknown');
  });
});
