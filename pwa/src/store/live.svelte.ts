import { createSubscriber } from 'svelte/reactivity';
import type { CollectionName, Records } from '../../../shared-schemas/wire';
import { session } from '../app/start';

/** A collection as this phone believes it, own unanswered changes included; reactive wherever Svelte reads it. */
export interface Live<T> {
  readonly all: readonly T[];
  get(id: string): T | undefined;
  /** Whether this record, or an edit of it, still waits for its verdict. */
  pending(id: string): 'waiting' | 'sent' | null;
}

/** `const shifts = live('assignment')`, then `shifts.all` in markup or `$derived`. */
export function live<C extends CollectionName>(collection: C): Live<Records[C]> {
  const { replica } = session;
  const watch = createSubscriber((update) => replica.subscribe(collection, update));
  return {
    get all() {
      watch();
      return replica.all(collection);
    },
    get(id) {
      watch();
      return replica.get(collection, id);
    },
    pending(id) {
      watch();
      return replica.pending(collection, id);
    },
  };
}

const watchSession = createSubscriber((update) => session.subscribe(update));

/** The session's state, reactive: `phone.me`, `phone.counts`, `phone.status`, `phone.items`, … */
export const phone = {
  get me() {
    watchSession();
    return session.me;
  },
  get people() {
    watchSession();
    return session.people;
  },
  get known() {
    watchSession();
    return session.known;
  },
  get locked() {
    watchSession();
    return session.locked;
  },
  get authLost() {
    watchSession();
    return session.authLost;
  },
  get evicted() {
    watchSession();
    return session.evicted;
  },
  get items() {
    watchSession();
    return session.items;
  },
  get counts() {
    watchSession();
    return session.counts;
  },
  get status() {
    watchSession();
    return session.status;
  },
};
