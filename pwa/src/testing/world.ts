import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import type { World } from '../app/environment';
import type { Tabs, Word } from '../sync/leader';
import type { TinyServer } from './server';

/** A phone with its own time, timers and storage, whose network a test can cut. */
export interface TestWorld extends World {
  /** null: no signal at all; a function answers instead of the server. */
  net: 'server' | 'none' | ((path: string, init: RequestInit) => Promise<Response>);
  wall: number;
  mono: number;
  /** Moves time on and fires what is due. */
  pass(ms: number): void;
  /** Waits until no request is under way and no watched session is busy any more. */
  settle(): Promise<void>;
  watch(session: { readonly status: { readonly busy: boolean } }): void;
}

export const freshStorage = (): void => {
  globalThis.indexedDB = new IDBFactory();
};

const memoryStorage = (): World['marks'] => {
  const held = new Map<string, string>();
  return { getItem: (k) => held.get(k) ?? null, setItem: (k, v) => void held.set(k, v), removeItem: (k) => void held.delete(k) };
};

/** Tabs of one browser in one process: the first to ask leads, the next when it lets go. */
export function testTabs(): Tabs {
  const waiting = new Map<string, (() => void)[]>();
  const hearing = new Map<string, Set<(word: Word) => void>>();
  return {
    lead(name, begin) {
      const queue = waiting.get(name) ?? [];
      waiting.set(name, [...queue, begin]);
      if (!queue.length) begin();
      return () => {
        const now = waiting.get(name) ?? [];
        waiting.set(name, now.filter((b) => b !== begin));
        if (now[0] === begin) now[1]?.();
      };
    },
    tell: (name, word) => [...(hearing.get(name) ?? [])].forEach((heard) => queueMicrotask(() => heard(word))),
    hear(name, heard) {
      const of = hearing.get(name) ?? new Set();
      hearing.set(name, of.add(heard));
      return () => void of.delete(heard);
    },
  };
}

/** The network of a test: cut, played by the test, or the tiny server; counts what is under way. */
function testNet(server: TinyServer, net: () => TestWorld['net']): { ask: World['wire']['fetch']; busy: () => boolean } {
  let under = 0;
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const now = net();
    under += 1;
    try {
      if (now === 'none') throw new TypeError('Failed to fetch');
      return await (now === 'server' ? server.handle(path, init) : now(path, init));
    } finally {
      under -= 1;
    }
  };
  return { ask, busy: () => under > 0 };
}

/** Timers that fire only when the test moves time on. */
function testTimers(mono: () => number): { after: World['after']; fire: () => void } {
  const timers = new Set<{ at: number; run: () => void }>();
  return {
    after(ms, run) {
      const timer = { at: mono() + ms, run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    fire() {
      for (const timer of [...timers].filter((t) => t.at <= mono() && timers.delete(t))) timer.run();
    },
  };
}

const noStream: World['live'] = {
  fetch: () => Promise.reject(new TypeError('no stream here')),
  wait: (_ms, signal) => new Promise((done) => signal.addEventListener('abort', () => done())),
  random: () => 0.5,
};

export function testWorld(server: TinyServer, shared: Partial<Pick<World, 'marks' | 'tabs'>> = {}): TestWorld {
  const watched = new Set<{ readonly status: { readonly busy: boolean } }>();
  const { ask, busy } = testNet(server, () => world.net);
  const { after, fire } = testTimers(() => world.mono);
  const world: TestWorld = {
    net: 'server',
    wall: server.now,
    mono: 1_000,
    pinRounds: 10,
    app: 'test',
    marks: shared.marks ?? memoryStorage(),
    tabs: shared.tabs ?? testTabs(),
    storage: undefined,
    now: () => ({ wall: world.wall, mono: world.mono }),
    random: () => 0.5,
    wire: { fetch: ask, wall: () => world.wall, timeoutMs: 1_000 },
    live: noStream,
    after,
    watch: (session) => void watched.add(session),
    pass(ms) {
      world.wall += ms;
      world.mono += ms;
      server.now += ms;
      fire();
    },
    async settle() {
      const still = (): boolean => busy() || [...watched].some((s) => s.status.busy);
      for (let quiet = 0; quiet < 12; quiet = still() ? 0 : quiet + 1) await new Promise((done) => setTimeout(done, 1));
    },
  };
  return world;
}
