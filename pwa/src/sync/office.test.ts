import { describe, expect, it } from 'vitest';
import { ask, office, problemOf, type Line } from './office';

const line = (answer: (path: string, init: RequestInit) => Response | Promise<Response>): Line => ({ fetch: async (path, init) => answer(path, init), token: () => 'abc' });
const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response => new Response(JSON.stringify(body), { status, headers });

describe('asking the office', () => {
  it('keeps the stable code, the figures and when to ask again', async () => {
    const told = await ask(line(() => json({ code: 'solve.busy', status: 503, params: { max: 2 } }, 503, { 'retry-after': '10' })), '/x');
    expect(told).toEqual({ ok: false, offline: false, code: 'solve.busy', params: { status: 503, max: 2 }, retryAfter: 10 });
  });

  it('takes no network as offline and never throws', async () => {
    const told = await ask(line(() => Promise.reject(new TypeError('unreachable'))), '/x');
    expect(told).toMatchObject({ ok: false, offline: true, code: 'phone.offline' });
  });

  it('takes the page of a log-in portal for silence, with 200 as with 502', async () => {
    for (const status of [200, 502]) expect(await ask(line(() => new Response('<html>', { status })), '/x')).toMatchObject({ ok: false, offline: true, code: 'phone.portal' });
    expect(problemOf(500, { message: 'no code' }, null).code).toBe('phone.portal');
    expect(problemOf(500, null, null).code).toBe('phone.portal');
  });

  it('sends the edit number that was looked at, with the token, as JSON', async () => {
    let seen: [string, RequestInit] | null = null;
    await office(line((path, init) => ((seen = [path, init]), json({})))).edit('w3/x', 7, [{ person: 'n1', day: '2026-12-07', shift: 'A', locked: true }]);
    const [path, init] = seen as unknown as [string, RequestInit];
    expect(path).toBe('/rostering/drafts/w3%2Fx/cells');
    expect(init.method).toBe('PATCH');
    expect(init.headers).toMatchObject({ authorization: 'Bearer abc', 'content-type': 'application/json' });
    expect(JSON.parse(String(init.body))).toEqual({ edit: 7, cells: [{ person: 'n1', day: '2026-12-07', shift: 'A', locked: true }] });
  });
});
