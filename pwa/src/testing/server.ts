import { changeId, stampOf } from '../changes/clock';
import type { Batch, Change, Receipt, Row } from '../../../shared-schemas/wire';

/** A hospital's server small enough to read: it keeps changes by (device, epoch, seq), answers resends from memory, and feeds every row to all. */
export class TinyServer {
  now = 1_790_000_000_000;
  head = 0;
  rows = new Map<string, Row>();
  receipts = new Map<string, Receipt>();
  high = new Map<string, number>();
  devices = new Map<number, string>();
  /** Every push that arrived, by its sequence numbers. */
  pushed: number[][] = [];
  pulls = 0;
  revoked: '' | 'auth.required' | 'device.revoked' = '';
  rescue = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlYyE=';
  maxChanges = 500;
  /** What the judge says of a change; accepted unless told otherwise. */
  judge: (change: Change) => Partial<Receipt> = () => ({});

  async handle(path: string, init: RequestInit): Promise<Response> {
    if (path === '/people/login') return this.login((await body(init)) as { number: string; password: string; device: number });
    if (path === '/people/logout') return json({ ok: true });
    const token = new Headers(init.headers).get('authorization')?.slice(7) ?? '';
    if (this.revoked || !token.startsWith('t-')) return problem(401, this.revoked || 'auth.required');
    if (path === '/sync/push') return this.push((await body(init)) as Batch);
    if (path === '/sync/pull') return this.pull((await body(init)) as { cursor: string; limit: number });
    return new Response(new ReadableStream({ start: () => undefined }), { headers: { 'content-type': 'text/event-stream' } });
  }

  private login(asked: { number: string; password: string; device: number }): Response {
    if (asked.password !== 'right') return problem(401, 'auth.wrong');
    const person = `p-${asked.number}`;
    const known = this.devices.get(asked.device) === person;
    const device = known ? asked.device : this.devices.size + 1;
    this.devices.set(device, person);
    const epochs = [...this.high.keys()].filter((k) => k.startsWith(`${device}.`)).map((k) => Number(k.split('.')[1]));
    return json({
      token: `t-${person}-${device}`, device, epoch: Math.max(1, ...epochs), person, name: `林${asked.number}`, tenant: 'h1', roles: ['staff'], leads: [],
      department: 'w3', post: 'nurse', zone: 'Asia/Shanghai', time: this.now, salt: '00'.repeat(16), rescue: this.rescue,
    });
  }

  private push(batch: Batch): Response {
    if (batch.changes.length > this.maxChanges) return problem(413, 'body.too_large');
    this.pushed.push((batch.changes as Change[]).map((c) => c.seq));
    const key = `${batch.device}.${batch.epoch}`;
    const high = this.high.get(key) ?? 0;
    const before = this.head;
    const reply = { v: 1, time: this.now, db_epoch: 'e', through: high, receipts: [] as Receipt[], head: before };
    if (batch.first > high + 1) return json({ ...reply, expected: high + 1 });
    reply.receipts = (batch.changes as Change[]).map((change) => this.take(batch, change));
    this.high.set(key, Math.max(high, batch.first + batch.changes.length - 1));
    return json({ ...reply, through: this.high.get(key) });
  }

  private take(batch: Batch, change: Change): Receipt {
    const id = changeId(batch.device, batch.epoch, change.seq);
    const known = this.receipts.get(id);
    if (known) return known;
    const stamp = stampOf(change.stamp, batch.device);
    const receipt = { seq: change.seq, outcome: 'accepted', code: 'accepted', record: change.record || id, stamp, ...this.judge(change) } as Receipt;
    this.receipts.set(id, receipt);
    if (receipt.outcome !== 'refused') this.write(change.collection, receipt.record, { ...(change.fields as object), person: this.devices.get(batch.device) }, marks(change, stamp));
    return receipt;
  }

  write(c: string, id: string, fields: object, s: Record<string, unknown> = {}): void {
    const before = this.rows.get(`${c}/${id}`);
    this.head += 1;
    this.rows.set(`${c}/${id}`, { c, id, b: ['all'], at: this.head, v: { ...(before?.v as object), id, ...fields }, s: { ...before?.s, ...s } });
  }

  private pull(asked: { cursor: string; limit: number }): Response {
    this.pulls += 1;
    const from = Number(asked.cursor || 0);
    const found = [...this.rows.values()].filter((r) => r.at > from).sort((a, b) => a.at - b.at);
    const page = found.slice(0, asked.limit);
    const more = found.length > page.length;
    const cursor = String(more ? page.at(-1)!.at : this.head);
    return json({ v: 1, time: this.now, db_epoch: 'e', cursor, head: this.head, buckets: ['all'], rows: page, more });
  }
}

const marks = (change: Change, stamp: string): Record<string, unknown> => (change.op === 'edit' ? Object.fromEntries(Object.keys(change.fields as object).map((f) => [f, stamp])) : {});

async function body(init: RequestInit): Promise<unknown> {
  const packed = new Headers(init.headers).get('content-encoding') === 'gzip';
  const raw = new Response(init.body as BodyInit).body!;
  return new Response(packed ? raw.pipeThrough(new DecompressionStream('gzip')) : raw).json();
}

export const json = (value: unknown): Response => new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' } });
export const problem = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify({ status, code, params: {} }), { status, headers: { 'content-type': 'application/problem+json', ...headers } });
