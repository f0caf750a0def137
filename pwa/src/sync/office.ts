import type { AttendanceDay, Draft, Params, Post, RosterVersion } from '../../../shared-schemas/wire';

/** The answer of an online-only endpoint; `offline` covers no network and a portal in between: nothing was said by our server. */
export type Told<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly offline: boolean; readonly code: string; readonly params: Params; readonly retryAfter: number | null };

/** The network and who asks; tests hand in their own. */
export interface Line {
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
  readonly token: () => string;
}

const TIMEOUT_MS = 20_000;
const OFFLINE = { ok: false, offline: true, code: 'phone.offline', params: {}, retryAfter: null } as const;
const PORTAL = { ...OFFLINE, code: 'phone.portal' } as const;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a problem body (RFC 9457) into its stable code; anything else was not said by our server. */
export function problemOf(status: number, body: unknown, retryAfter: string | null): Extract<Told<never>, { ok: false }> {
  if (!isRecord(body) || typeof body['code'] !== 'string') return PORTAL;
  const seconds = retryAfter === null ? NaN : Number(retryAfter);
  return {
    ok: false,
    offline: false,
    code: body['code'],
    params: { status, ...(isRecord(body['params']) ? (body['params'] as Params) : {}) },
    retryAfter: Number.isFinite(seconds) ? seconds : null,
  };
}

/** One request of the office; never throws. */
export async function ask<T>(line: Line, path: string, method: 'GET' | 'POST' | 'PATCH' = 'GET', body?: unknown): Promise<Told<T>> {
  const headers: Record<string, string> = { authorization: `Bearer ${line.token()}` };
  if (method !== 'GET') headers['content-type'] = 'application/json';
  try {
    const response = await line.fetch(path, {
      method,
      headers,
      body: method === 'GET' ? null : JSON.stringify(body ?? {}),
      cache: 'no-store',
      credentials: 'omit',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const json: unknown = await response.json().catch(() => null);
    if (!response.ok) return problemOf(response.status, json, response.headers.get('retry-after'));
    return json === null ? PORTAL : { ok: true, value: json as T };
  } catch {
    return OFFLINE;
  }
}

/** A row of the roster board; `owed_*` is positive when the person did fewer than their share in the last eight weeks. */
export interface BoardPerson {
  readonly id: string;
  readonly name: string;
  readonly post: Post;
  readonly level: string;
  readonly hours: number;
  readonly target_hours: number;
  readonly shifts: number;
  readonly nights: number;
  readonly weekends: number;
  readonly wishes: number;
  readonly wishes_met: number;
  readonly owed_nights: number;
  readonly owed_weekends: number;
}

export interface BoardNeed {
  readonly day: string;
  readonly shift: string;
  readonly skill: string;
  readonly have: number;
  readonly minimum: number;
  readonly wanted: number;
}

export interface BoardViolation {
  readonly kind: 'hard' | 'short' | 'soft' | 'note';
  readonly code: string;
  readonly rule: string;
  readonly person: string;
  readonly days: readonly string[];
  readonly shift: string;
  readonly params: Params;
  readonly cost: number;
}

export interface Board {
  readonly version: RosterVersion;
  readonly draft: Draft;
  readonly days: readonly string[];
  readonly people: readonly BoardPerson[];
  readonly needs: readonly BoardNeed[];
  readonly violations: readonly BoardViolation[];
  readonly hard: number;
  readonly short: number;
  readonly cost: number;
  readonly base_number: number;
}

export interface CellEdit {
  readonly person: string;
  readonly day: string;
  readonly shift: string;
  readonly locked: boolean;
}

/** Seconds, cost, bound, gap, missing heads. */
export type SolvePoint = readonly [number, number, number, number, number];

export interface Solve {
  readonly id: string;
  readonly draft: string;
  readonly state: 'running' | 'done' | 'cancelled' | 'failed';
  readonly limit_s: number;
  readonly curve: readonly SolvePoint[];
  readonly status: string;
  readonly hard: number;
  readonly pins: readonly string[];
  readonly code: string;
  readonly params: Params;
}

export interface Substitute {
  readonly person: string;
  readonly name: string;
  readonly day: string;
  readonly shift: string;
  readonly willing: boolean;
  readonly nights: number;
  readonly week_hours: number;
}

export interface CoverRow {
  readonly day: string;
  readonly shift: string;
  readonly skill: string;
  readonly before: number;
  readonly after: number;
  readonly minimum: number;
}

export interface Impact {
  readonly request: string;
  readonly rows: readonly CoverRow[];
  readonly substitutes: readonly Substitute[];
}

export type DayState = 'later' | 'not_uploaded' | 'present' | 'done' | 'no_out' | 'no_in' | 'unplanned';

export interface DayRow extends Pick<AttendanceDay, 'person' | 'day' | 'shift' | 'planned_start' | 'planned_end' | 'first_in' | 'last_out' | 'late_minutes' | 'early_minutes' | 'extra_minutes' | 'tier' | 'proposal' | 'flags' | 'attested_by'> {
  readonly attendance: string;
  readonly name: string;
  readonly name_en: string;
  readonly post: Post;
  readonly takes_more: boolean;
  readonly state: DayState;
}

export interface DayReport {
  readonly department: string;
  readonly day: string;
  readonly at: number;
  readonly rows: readonly DayRow[];
  readonly planned: number;
  readonly arrived: number;
  readonly not_uploaded: number;
  readonly odd: number;
}

const at = encodeURIComponent;

/** The office's endpoints, all online only. */
export const office = (line: Line) => ({
  impact: (request: string) => ask<Impact>(line, `/requests/${at(request)}/impact`),
  createDraft: (department: string, first_day: string, last_day: string) => ask<Board>(line, '/rostering/drafts', 'POST', { department, first_day, last_day }),
  board: (draft: string) => ask<Board>(line, `/rostering/drafts/${at(draft)}`),
  edit: (draft: string, edit: number, cells: readonly CellEdit[]) => ask<Board>(line, `/rostering/drafts/${at(draft)}/cells`, 'PATCH', { edit, cells }),
  solve: (draft: string, limit_s: number) => ask<Solve>(line, `/rostering/drafts/${at(draft)}/solve`, 'POST', { limit_s }),
  progress: (solve: string) => ask<Solve>(line, `/rostering/solves/${at(solve)}`),
  cancel: (solve: string) => ask<Solve>(line, `/rostering/solves/${at(solve)}/cancel`, 'POST'),
  publish: (draft: string, edit: number, reason: string) => ask<Board>(line, `/rostering/drafts/${at(draft)}/publish`, 'POST', { edit, reason }),
  day: (department: string, day: string) => ask<DayReport>(line, `/attendance/day?department=${at(department)}&day=${at(day)}`),
  /** The month as a file; a link cannot carry the token. */
  async csv(department: string, month: string, locale: string): Promise<Blob | null> {
    const path = `/attendance/month.csv?department=${at(department)}&month=${at(month)}&locale=${at(locale)}`;
    const response = await line.fetch(path, { headers: { authorization: `Bearer ${line.token()}` }, credentials: 'omit' }).catch(() => null);
    return response?.ok ? response.blob() : null;
  },
});

export type Office = ReturnType<typeof office>;
