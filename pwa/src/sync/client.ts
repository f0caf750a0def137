import { PROTOCOL, SCHEMA, type Batch, type Delta, type PushReply } from '../../../shared-schemas/wire';
import { delta, NotOurs, object, pushReply, text, whole, type Decode } from '../changes/wire';

/** Why a request did not do what it should. `portal`: something answered, but not our server (PHONE 4.16). */
export type Failure = 'offline' | 'portal' | 'busy' | 'auth' | 'wipe' | 'tooLarge' | 'refused';

export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly sent: number; readonly received: number }
  | { readonly ok: false; readonly why: Failure; readonly code: string; readonly params: Readonly<Record<string, unknown>>; readonly retryAfter: number | null };

/** The world outside as the client needs it; a test plays it. */
export interface Wire {
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
  readonly wall: () => number;
  readonly timeoutMs: number;
}

const GZIP_FROM = 1_024;
const WIPE = new Set(['device.revoked', 'auth.revoked', 'auth.wipe']);

async function gzip(body: string): Promise<ArrayBuffer | null> {
  if (body.length < GZIP_FROM || typeof CompressionStream === 'undefined') return null;
  return new Response(new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
}

async function send(wire: Wire, path: string, body: unknown, token: string): Promise<Response> {
  const plain = JSON.stringify(body);
  const packed = await gzip(plain);
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (packed) headers['content-encoding'] = 'gzip';
  if (token) headers['authorization'] = `Bearer ${token}`;
  return wire.fetch(path, {
    method: 'POST',
    headers,
    body: packed ?? plain,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    signal: AbortSignal.timeout(wire.timeoutMs),
  });
}

const failed = (why: Failure, code: string, params: Readonly<Record<string, unknown>> = {}, retryAfter: number | null = null): Answer<never> => ({ ok: false, why, code, params, retryAfter });

const seconds = (response: Response): number | null => {
  const value = Number(response.headers.get('retry-after') ?? NaN);
  return Number.isFinite(value) && value >= 0 ? value : null;
};

function refusal(response: Response, body: unknown): Answer<never> {
  let code: string;
  let params: Readonly<Record<string, unknown>>;
  try {
    const problem = object(body);
    code = text(problem['code']);
    params = object(problem['params'] ?? {});
  } catch {
    // A page of some hotel's log-in, a proxy's error: nothing was said by our server.
    return failed(response.status === 503 || response.status === 429 ? 'busy' : 'portal', 'phone.portal', {}, seconds(response));
  }
  const { status } = response;
  if (status === 401) return failed(WIPE.has(code) ? 'wipe' : 'auth', code, params);
  if (status === 413) return failed('tooLarge', code, params);
  if (status === 429 || status >= 500) return failed('busy', code, params, seconds(response));
  return failed('refused', code, params, seconds(response));
}

/** Posts JSON and decodes the answer; never throws. A success is our own shape, never just a 200. */
export async function post<T>(wire: Wire, path: string, body: unknown, token: string, decode: Decode<T>): Promise<Answer<T>> {
  const sent = wire.wall();
  let response: Response;
  let raw: string;
  try {
    response = await send(wire, path, body, token);
    raw = await response.text();
  } catch {
    return failed('offline', 'phone.offline');
  }
  let value: unknown = null;
  try {
    value = JSON.parse(raw);
  } catch {
    value = null;
  }
  if (!response.ok) return refusal(response, value);
  try {
    return { ok: true, value: decode(value), sent, received: wire.wall() };
  } catch (error) {
    if (error instanceof NotOurs) return failed('portal', 'phone.portal');
    throw error;
  }
}

export const push = (wire: Wire, token: string, batch: Batch): Promise<Answer<PushReply>> => post(wire, '/sync/push', batch, token, pushReply);

export const pull = (wire: Wire, token: string, cursor: string, limit = 1000): Promise<Answer<Delta>> =>
  post(wire, '/sync/pull', { v: PROTOCOL, schema: SCHEMA, cursor, limit }, token, delta);

/** What the server says at log-in. */
export interface Welcome {
  readonly token: string;
  readonly device: number;
  readonly epoch: number;
  readonly person: string;
  readonly name: string;
  readonly tenant: string;
  readonly roles: readonly string[];
  readonly leads: readonly string[];
  readonly department: string;
  readonly post: string;
  readonly zone: string;
  readonly time: number;
  readonly salt: string;
  /** A secret only the server keeps, the same for this replica at every log-in: opens the store when the PIN is forgotten. */
  readonly rescue: string;
}

const texts: Decode<readonly string[]> = (v) => (Array.isArray(v) ? v.map(text) : []);

const welcome: Decode<Welcome> = (v) => {
  const o = object(v);
  const optional = (name: string): string => (typeof o[name] === 'string' ? (o[name] as string) : '');
  return {
    token: text(o['token']),
    device: whole(o['device']),
    epoch: whole(o['epoch']),
    person: text(o['person']),
    name: text(o['name']),
    tenant: text(o['tenant']),
    roles: texts(o['roles']),
    leads: texts(o['leads']),
    department: optional('department'),
    post: optional('post'),
    zone: optional('zone'),
    time: whole(o['time']),
    salt: optional('salt'),
    rescue: optional('rescue'),
  };
};

export interface Credentials {
  readonly number: string;
  readonly password: string;
  readonly label: string;
  /** The replica that this store already is; 0 for a new one. */
  readonly device: number;
}

export const login = (wire: Wire, who: Credentials): Promise<Answer<Welcome>> => post(wire, '/people/login', { ...who, kind: 'phone' }, '', welcome);

export const logout = (wire: Wire, token: string): Promise<Answer<unknown>> => post(wire, '/people/logout', {}, token, object);
