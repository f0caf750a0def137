import type { Failure } from './client';

/** How the last tries went, for "This phone" and the strip under the bar. Times are phone time in ms, 0 = never. */
export interface SyncStatus {
  /** Last good exchange with our server: what a roster is "as of". */
  readonly asOf: number;
  readonly lastAttempt: number;
  /** Why the last try got nowhere; null after a good one. */
  readonly reason: { readonly why: Failure; readonly code: string; readonly params: Readonly<Record<string, unknown>> } | null;
  /** ms to add to the phone's clock; null until the first exchange. */
  readonly clockOffset: number | null;
  /** A request is under way. */
  readonly busy: boolean;
}

export const NO_STATUS: SyncStatus = { asOf: 0, lastAttempt: 0, reason: null, clockOffset: null, busy: false };
const WARN_MS = 120_000;

/** More than two minutes off is worth telling (PHONE 4.10). */
export const clockWrong = (status: SyncStatus): boolean => Math.abs(status.clockOffset ?? 0) > WARN_MS;
