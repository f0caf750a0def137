import type { StorageReport } from '../../app/types';
import type { Item } from '../../store/items';
import type { SyncStatus } from '../../sync/status';

export interface Facts {
  readonly items: readonly Item[];
  readonly status: SyncStatus;
  readonly storage: StorageReport | null;
  readonly now: number;
  /** The browser's own description of itself. */
  readonly engine: string;
  readonly app: string;
}

const time = (ms: number): string => (ms ? new Date(ms).toISOString() : 'never');

/**
 * What the information desk needs to help, and nothing about whom or what: versions, storage, clock, and how many changes of each kind
 * stand where, with codes only. Field values, ids, reasons in words and names never enter (PHONE 4.40).
 */
export function supportBundle({ items, status, storage, now, engine, app }: Facts): string {
  const groups = new Map<string, number>();
  for (const { collection, state, code } of items) {
    const line = [collection, state, code].filter(Boolean).join(' ');
    groups.set(line, (groups.get(line) ?? 0) + 1);
  }
  return [
    `zhiban ${app}`,
    engine,
    `at ${time(now)}`,
    `contact ${time(status.asOf)}, tried ${time(status.lastAttempt)}, fault ${status.reason ? `${status.reason.why} ${status.reason.code}` : 'none'}`,
    `clock ${status.clockOffset === null ? 'unknown' : `${Math.round(status.clockOffset)} ms off`}`,
    `storage ${storage?.persisted === null || storage === null ? 'not told' : storage.persisted ? 'persistent' : 'may be removed'}, ${storage?.usage ?? '?'} of ${storage?.quota ?? '?'} bytes`,
    ...[...groups].sort().map(([line, n]) => `${n} x ${line}`),
  ].join('\n');
}
