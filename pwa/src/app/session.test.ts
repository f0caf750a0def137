import { beforeEach, describe, expect, it } from 'vitest';
import { TinyServer } from '../testing/server';
import { freshStorage, testWorld, type TestWorld } from '../testing/world';
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

describe('a day without signal', () => {
  it('keeps what was done through a killed app, and sends it when signal is back', async () => {
    const before = await arrived();
    world.net = 'none';
    const id = await before.commit(punch());
    expect(before.replica.get('punch', id)).toMatchObject({ id, person: 'p-1', direction: 'in', code_state: '' });
    expect(before.replica.pending('punch', id)).toBe('waiting');

    // No goodbye: the browser is gone, only what it stored remains.
    world = testWorld(server, { marks: world.marks });
    const after = await phone();
    expect(after.me).toBeNull();
    expect(after.replica.all('punch')).toEqual([]);
    expect(await after.unlock(after.people[0]!.key, PIN)).toEqual({ ok: true });
    expect(after.replica.get('punch', id)?.person).toBe('p-1');
    expect(after.counts).toEqual({ waiting: 1, sent: 0, held: 0, needsYou: 0 });

    world.net = 'server';
    after.happened('visible');
    await world.settle();
    expect(after.counts.waiting).toBe(0);
    expect(after.items[0]).toMatchObject({ id, state: 'accepted', code: 'accepted' });
    expect(after.replica.pending('punch', id)).toBeNull();
    expect(server.rows.has(`punch/${id}`)).toBe(true);
  });

  it('sends the same sequence numbers again when the reply was lost, and the server keeps one record', async () => {
    const session = await arrived();
    world.net = async (path, init) => {
      const answer = await server.handle(path, init);
      if (path === '/sync/push') throw new TypeError('connection reset');
      return answer;
    };
    await session.commit(punch());
    await world.settle();
    expect(session.items[0]?.state).toBe('waiting');
    world.net = 'server';
    world.pass(2_000);
    await world.settle();
    expect(server.pushed).toEqual([[1], [1]]);
    expect(server.rows.size).toBe(1);
    expect(session.items[0]?.state).toBe('accepted');
  });

  it('takes a hotel log-in page for no signal, whatever its status (PHONE 4.16)', async () => {
    const session = await arrived();
    world.net = () => Promise.resolve(new Response('<html>Welcome</html>', { headers: { 'content-type': 'text/html' } }));
    await session.commit(punch());
    await world.settle();
    expect(session.counts.waiting).toBe(1);
    expect(session.status.reason).toMatchObject({ why: 'portal', code: 'phone.portal' });
  });

  it('pulls while the push is stuck (SYNC 1.13 j)', async () => {
    const session = await arrived();
    world.net = (path, init) => (path === '/sync/push' ? Promise.resolve(new Response('{"code":"store.busy"}', { status: 503 })) : server.handle(path, init));
    await session.commit(punch());
    server.write('holiday', '2026-10-01', { kind: 'statutory' });
    session.happened('hint');
    await world.settle();
    expect(session.replica.all('holiday')).toHaveLength(1);
    expect(session.counts.waiting).toBe(1);
  });

  it('halves a batch that is too large until it fits (SYNC 1.10)', async () => {
    const session = await arrived();
    world.net = 'none';
    for (let i = 0; i < 7; i++) await session.commit(punch());
    world.net = 'server';
    server.maxChanges = 2;
    session.happened('online');
    await world.settle();
    await world.settle();
    expect(server.pushed.flat()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(Math.max(...server.pushed.map((b) => b.length))).toBeLessThanOrEqual(2);
    expect(session.counts.waiting).toBe(0);
  });

  it('sends from where the server misses changes, if it still has them', async () => {
    const session = await arrived();
    for (let i = 0; i < 3; i++) await session.commit(punch());
    await world.settle();
    server.high.set('1.1', 1);
    for (const id of ['1.1.2', '1.1.3']) server.receipts.delete(id);
    server.rows.clear();
    await session.commit(punch());
    await world.settle();
    expect(server.high.get('1.1')).toBe(4);
    expect(session.items.every((i) => i.state === 'accepted')).toBe(true);
  });
});

describe('verdicts', () => {
  it('keeps refused work as a draft until its author closes it', async () => {
    server.judge = () => ({ outcome: 'refused', code: 'swap.taken', rule: 'swap@1', next: [{ action: 'see_open_shifts', params: {} }] });
    const session = await arrived();
    const id = await session.commit({ collection: 'swap_offer', fields: { day: '2026-11-25', shift: 'D' } });
    await world.settle();
    expect(session.items[0]).toMatchObject({ state: 'refused', code: 'swap.taken', rule: 'swap@1', fields: { day: '2026-11-25', shift: 'D' } });
    expect(session.counts.needsYou).toBe(1);
    expect(session.replica.get('swap_offer', id)).toBeUndefined();
    await session.close(id);
    expect(session.counts.needsYou).toBe(0);
    expect(session.items).toHaveLength(1);
  });

  it('lets a later slip speak over the receipt: held, then approved', async () => {
    server.judge = () => ({ outcome: 'held', code: 'leave.waits' });
    const session = await arrived();
    const id = await session.commit({ collection: 'leave_request', fields: { kind: 'annual', first_day: '2026-12-01', last_day: '2026-12-01' } });
    await world.settle();
    expect(session.counts.held).toBe(1);
    server.write('slip', id, { person: 'p-1', outcome: 'accepted', code: 'leave.approved', rule: 'leave@2', params: {}, next: [], sure: true, offset: 0, effective: 1, history: [] });
    session.happened('hint');
    await world.settle();
    expect(session.items[0]).toMatchObject({ state: 'accepted', code: 'leave.approved' });
  });

  it('shows an edit of a document at once and quotes the stamp it replaces', async () => {
    server.write('preference', 'p-1', { nights_in_row: 2, locale: 'zh-CN' }, { nights_in_row: '00000000000000aa-00000009' });
    const session = await arrived();
    let sent: unknown;
    world.net = async (path, init) => {
      if (path === '/sync/push') sent = JSON.parse(String(init.body));
      return server.handle(path, init);
    };
    await session.commit({ collection: 'preference', record: 'p-1', fields: { nights_in_row: 3 } });
    expect(session.replica.get('preference', 'p-1')).toMatchObject({ nights_in_row: 3, locale: 'zh-CN' });
    await world.settle();
    expect(sent).toMatchObject({ changes: [{ op: 'edit', record: 'p-1', base: { nights_in_row: '00000000000000aa-00000009' } }] });
  });

  it('takes out of a set what was put in before any answer came', async () => {
    server.write('preference', 'p-1', { days_off: ['sat'] }, { days_off: { sat: ['00000000000000aa-00000009', ''] } });
    const session = await arrived();
    world.net = 'none';
    await session.commit({ collection: 'preference', record: 'p-1', fields: {}, sets: { days_off: { add: ['sun', 'mon'] } } });
    await session.commit({ collection: 'preference', record: 'p-1', fields: {}, sets: { days_off: { remove: ['sun', 'sat'] } } });
    expect(session.replica.get('preference', 'p-1')?.days_off).toEqual(['mon']);
  });
});
