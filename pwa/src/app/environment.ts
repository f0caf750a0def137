import type { Now } from '../changes/segments';
import { browserTabs } from '../sync/leader';
import type { RunnerWorld } from '../sync/runner';

/** What the session needs of a browser beyond the network; tests hand in their own. */
export interface World extends RunnerWorld {
  /** Rounds of PBKDF2 for the PIN. */
  readonly pinRounds: number;
  /** Small marks outside IndexedDB, by which a store that the phone removed is noticed (PHONE 4.3). */
  readonly marks: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly storage: Pick<StorageManager, 'persist' | 'persisted' | 'estimate'> | undefined;
}

const now = (): Now => ({ wall: Date.now(), mono: Math.round(performance.now()) });

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      done();
    });
  });
}

export function browserWorld(rounds: number): World {
  const ask = (path: string, init: RequestInit): Promise<Response> => fetch(path, init);
  return {
    wire: { fetch: ask, wall: Date.now, timeoutMs: 20_000 },
    live: { fetch: ask, wait, random: Math.random },
    tabs: browserTabs(),
    now,
    random: Math.random,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    app: 'pwa',
    pinRounds: rounds,
    marks: localStorage,
    storage: navigator.storage,
  };
}
