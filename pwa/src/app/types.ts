/** Someone who uses this phone. Only the name can be read while it is locked. */
export interface PhonePerson {
  /** Says nothing about who it is; for `unlock`. */
  readonly key: string;
  readonly name: string;
  /** PIN tries left; 0 = only a log-in with password opens it again (PHONE 4.20). */
  readonly left: number;
}

/** Who is unlocked. */
export interface Me {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly leads: readonly string[];
  readonly department: string;
  readonly post: string;
  readonly tenant: string;
  readonly zone: string;
  readonly device: number;
  readonly epoch: number;
}

/** `code` names the sentence (`errors.<code>`). */
export type LoginAnswer = { readonly ok: true; readonly needsPin: boolean } | { readonly ok: false; readonly code: string; readonly params: Readonly<Record<string, unknown>> };

export type UnlockAnswer = { readonly ok: true } | { readonly ok: false; readonly code: 'pin.wrong' | 'pin.blocked' | 'phone.evicted' | 'phone.unknown'; readonly left: number };

/** Why the phone is locked: nobody came yet, handed over, two minutes without a touch, or another tab locked it. */
export type LockReason = 'start' | 'handover' | 'idle' | 'tab' | 'wiped';

/** A store that the phone removed by itself: what was known of it. */
export interface Evicted {
  readonly name: string;
  /** Last contact with the server, phone time. */
  readonly since: number;
  /** Changes that were still waiting when it was last seen. */
  readonly unsent: number;
}

export interface StorageReport {
  /** null: the browser does not say. */
  readonly persisted: boolean | null;
  readonly usage: number | null;
  readonly quota: number | null;
}
