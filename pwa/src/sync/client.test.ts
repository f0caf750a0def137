import { describe, expect, it } from 'vitest';
import { json, problem } from '../testing/server';
import { pull, type Wire } from './client';
import { listen, readEvents, SILENT_MS } from './live';

const DELTA = { v: 1, time: 1, db_epoch: 'e', cursor: 'c', head: 0, buckets: [], rows: [] };
const wire = (answer: () => Response | Promise<Response>): Wire => ({ fetch: async () => answer(), wall: () => 0, timeoutMs: 50 });
const why = async (answer: () => Response | Promise<Response>): Promise<unknown> => {
  const got = await pull(wire(answer), 't', '');
  return got.ok ? 'ok' : [got.why, got.code, got.retryAfter];
};

describe('an answer', () => {
  it.each([
    ['our own JSON', () => json(DELTA), 'ok'],
    ['our JSON with fields of tomorrow', () => json({ ...DELTA, tomorrow: 1 }), 'ok'],
    ['a portal page with status 200', () => new Response('<html></html>'), ['portal', 'phone.portal', null]],
    ['somebody else’s JSON with status 200', () => json({ success: true }), ['portal', 'phone.portal', null]],
    ['a portal’s 511', () => new Response('<html></html>', { status: 511 }), ['portal', 'phone.portal', null]],
    ['no network', () => Promise.reject(new TypeError('Failed to fetch')), ['offline', 'phone.offline', null]],
    ['a token that is over', () => problem(401, 'auth.required'), ['auth', 'auth.required', null]],
    ['a revoked device', () => problem(401, 'device.revoked'), ['wipe', 'device.revoked', null]],
    ['a page with status 401, which must never wipe', () => new Response('<html>', { status: 401 }), ['portal', 'phone.portal', null]],
    ['too large', () => problem(413, 'body.too_large'), ['tooLarge', 'body.too_large', null]],
    ['a busy server', () => problem(503, 'store.busy', { 'retry-after': '7' }), ['busy', 'store.busy', 7]],
    ['a proxy without its server', () => new Response('Bad gateway', { status: 503, headers: { 'retry-after': '3' } }), ['busy', 'phone.portal', 3]],
    ['a fault', () => problem(500, 'server.fault'), ['busy', 'server.fault', null]],
    ['a refusal', () => problem(426, 'protocol.upgrade_required'), ['refused', 'protocol.upgrade_required', null]],
  ])('of %s is told apart', async (_name, answer, expected) => {
    expect(await why(answer)).toEqual(expected);
  });
});

describe('hints', () => {
  it('are read however the stream is cut', () => {
    const text = ': open\n\nevent: hint\ndata: {"head":7}\n\n: still here\r\n\r\nevent: hint\r\ndata: {"head":8}\r\n\r\nevent: hi';
    for (let cut = 1; cut < text.length; cut++) {
      const heard: string[] = [];
      let rest = readEvents(text.slice(0, cut), (_e, data) => heard.push(data));
      rest = readEvents(rest + text.slice(cut), (_e, data) => heard.push(data));
      expect(heard).toEqual(['{"head":7}', '{"head":8}']);
      expect(rest).toBe('event: hi');
    }
  });

  it('are listened for again when the stream ends or falls silent, until told to stop', async () => {
    const stop = new AbortController();
    const stream = (text: string, end: boolean): Response =>
      new Response(new ReadableStream({ start: (c) => (c.enqueue(new TextEncoder().encode(text)), end ? c.close() : undefined) }), { headers: { 'content-type': 'text/event-stream' } });
    const answers = [stream('event: hint\ndata: {}\n\n', true), stream(': open\n\n', false), new Response('<html>'), stream('', false)];
    let heard = 0;
    const waits: number[] = [];
    await listen(
      {
        fetch: () => Promise.resolve(answers.shift()!),
        // Silence passes at once where nothing more will come; the last wait says stop.
        wait: (ms) => {
          waits.push(ms);
          if (!answers.length) stop.abort();
          return new Promise((done) => setTimeout(done, 2));
        },
        random: () => 1,
      },
      't',
      stop.signal,
      () => (heard += 1),
    );
    expect(heard).toBe(4);
    expect(waits).toContain(SILENT_MS);
    expect(waits).toContain(2000);
  });
});
