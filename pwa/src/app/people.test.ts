import { beforeEach, describe, expect, it } from 'vitest';
import { TinyServer } from '../testing/server';
import { freshStorage, testTabs, testWorld, type TestWorld } from '../testing/world';
import { Session } from './session';

const PIN = '204816';
let server: TinyServer;
let world: TestWorld;

const punch = (day = '2026-11-22') => ({ collection: 'punch', fields: { direction: 'in', department: 'w3', day } }) as const;

async function phone(of: TestWorld = world): Promise<Session> {
  const session = new Session(of);
  of.watch(session);
  await session.ready();
  return session;
}

async function arrived(number = '1', of: TestWorld = world): Promise<Session> {
  const session = await phone(of);
  expect(await session.login(number, 'right')).toEqual({ ok: true, needsPin: true });
  expect(await session.setPin(PIN)).toBe('');
  await of.settle();
  return session;
}

beforeEach(() => {
  freshStorage();
  server = new TinyServer();
  world = testWorld(server);
});

describe('a shared phone', () => {
  it('counts wrong PINs through reloads, and after five only a log-in opens it (PHONE 4.20)', async () => {
    await arrived();
    for (let left = 4; left >= 1; left--) {
      const again = await phone();
      expect(await again.unlock(again.people[0]!.key, '999111')).toEqual({ ok: false, code: 'pin.wrong', left });
    }
    const last = await phone();
    expect(await last.unlock(last.people[0]!.key, '999111')).toEqual({ ok: false, code: 'pin.blocked', left: 0 });
    expect(await last.unlock(last.people[0]!.key, PIN)).toEqual({ ok: false, code: 'pin.blocked', left: 0 });
    expect(await last.login('1', 'right')).toEqual({ ok: true, needsPin: true });
    expect(await last.setPin('731902')).toBe('');
    expect(last.me?.id).toBe('p-1');
  });

  it('loses nothing unsent when the PIN is forgotten, because the server holds a key to the key', async () => {
    const before = await arrived();
    world.net = 'none';
    await before.commit(punch());
    world = testWorld(server, { marks: world.marks });
    const after = await phone();
    await after.login('1', 'right');
    expect(await after.setPin('731902')).toBe('');
    await world.settle();
    expect(after.items[0]).toMatchObject({ collection: 'punch', state: 'accepted' });
    const reopened = await phone();
    expect(await reopened.unlock(reopened.people[0]!.key, PIN)).toMatchObject({ ok: false });
    expect(await reopened.unlock(reopened.people[0]!.key, '731902')).toEqual({ ok: true });
  });

  it('without such a key begins a new epoch, so that no sequence number is used twice, and says what was lost', async () => {
    server.rescue = '';
    const before = await arrived();
    await before.commit(punch());
    await world.settle();
    world.net = 'none';
    await before.commit(punch());
    world = testWorld(server, { marks: world.marks });
    const after = await phone();
    await after.login('1', 'right');
    await after.setPin('731902');
    expect(after.me?.epoch).toBe(2);
    expect(after.evicted).toMatchObject({ unsent: 1 });
  });

  it('shows each person only their own, and nothing while locked (T20)', async () => {
    const session = await arrived('1');
    await session.commit(punch());
    session.lock('handover');
    expect([session.me, session.replica.all('punch'), session.items]).toEqual([null, [], []]);
    await session.login('2', 'right');
    await session.setPin(PIN);
    expect(session.me?.id).toBe('p-2');
    expect(session.items).toEqual([]);
    expect(session.people.map((p) => p.name).sort()).toEqual(['林1', '林2']);
  });

  it('locks after two minutes without a touch, and not before', async () => {
    const session = await arrived();
    world.pass(119_000);
    session.checkIdle();
    expect(session.me).not.toBeNull();
    session.touch();
    world.pass(120_000);
    session.checkIdle();
    expect([session.me, session.locked]).toEqual([null, 'idle']);
  });

  it('is wiped by a revoked device at the next contact (PHONE 4.22)', async () => {
    const session = await arrived();
    server.revoked = 'device.revoked';
    session.happened('hint');
    await world.settle();
    expect([session.me, session.people]).toEqual([null, []]);
  });

  it('works on when the token is over, and sends after a new log-in with the same store', async () => {
    const session = await arrived();
    server.revoked = 'auth.required';
    await session.commit(punch());
    await world.settle();
    expect([session.authLost, session.counts.waiting]).toEqual([true, 1]);
    server.revoked = '';
    expect(await session.login('1', 'right')).toEqual({ ok: true, needsPin: false });
    await world.settle();
    expect([session.authLost, session.counts.waiting, session.me?.epoch]).toEqual([false, 0, 1]);
  });

  it('carries unsent work over to a new replica when the server forgot the old one', async () => {
    const session = await arrived();
    world.net = 'none';
    const offer = await session.commit({ collection: 'swap_offer', fields: { day: '2026-11-25', shift: 'D' } });
    await session.commit({ collection: 'withdrawal', fields: { kind: 'swap_offer', request: offer } });
    await world.settle();
    server.devices = new Map([[77, 'p-9']]);
    world.net = 'server';
    expect(await session.login('1', 'right')).toEqual({ ok: true, needsPin: true });
    expect(await session.setPin('731902')).toBe('');
    await world.settle();
    expect(session.items.map((i) => i.state)).toEqual(['accepted', 'accepted']);
    const [withdrawal, moved] = session.items;
    expect(moved!.id).not.toBe(offer);
    expect(withdrawal!.fields['request']).toBe(moved!.id);
    expect(session.evicted).toBeNull();
  });

  it('says so when the phone has removed a store by itself (PHONE 4.3)', async () => {
    const before = await arrived();
    world.net = 'none';
    await before.commit(punch());
    freshStorage();
    const after = await phone();
    expect(after.evicted).toMatchObject({ unsent: 1, since: server.now });
  });

  it.each(['12345', '000000', '123456', '987654', 'abcdef', ''])('refuses the PIN %j', async (pin) => {
    const session = await phone();
    await session.login('1', 'right');
    expect(await session.setPin(pin)).toMatch(/^pin\./);
    expect(session.me).toBeNull();
  });
});

describe('two tabs', () => {
  it('share one store; one of them sends, each change once (PHONE 4.9)', async () => {
    const tabs = testTabs();
    const first = testWorld(server, { tabs });
    const second = testWorld(server, { tabs, marks: first.marks });
    const a = await arrived('1', first);
    const b = await phone(second);
    expect(await b.unlock(b.people[0]!.key, PIN)).toEqual({ ok: true });
    const ids = await Promise.all([a.commit(punch()), b.commit(punch()), a.commit(punch()), b.commit(punch())]);
    await first.settle();
    expect(new Set(ids).size).toBe(4);
    expect(server.pushed.flat().sort()).toEqual([1, 2, 3, 4]);
    expect(b.items.map((i) => i.state)).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
    expect(b.replica.all('punch')).toHaveLength(4);
  });
});
