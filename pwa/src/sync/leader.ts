/** One tab syncs, the others are told (PHONE 4.9). Without Web Locks every tab leads: the server takes a change once all the same. */
export type Word = 'mine' | 'pages' | 'locked';

export interface Tabs {
  /** Calls back once this tab may sync; resolves the lead when released. */
  lead(name: string, begin: () => void): () => void;
  tell(name: string, word: Word): void;
  hear(name: string, heard: (word: Word) => void): () => void;
}

export function browserTabs(locks: LockManager | undefined = navigator.locks): Tabs {
  const channels = new Map<string, BroadcastChannel>();
  const channel = (name: string): BroadcastChannel => {
    let found = channels.get(name);
    if (!found) channels.set(name, (found = new BroadcastChannel(`zhiban-${name}`)));
    return found;
  };
  return {
    lead(name, begin) {
      const gone = new AbortController();
      let release: () => void = () => undefined;
      if (!locks) begin();
      else
        void locks
          .request(`zhiban-sync-${name}`, { signal: gone.signal }, () => {
            begin();
            return new Promise<void>((done) => (release = done));
          })
          .catch(() => undefined);
      return () => {
        gone.abort();
        release();
      };
    },
    tell: (name, word) => channel(name).postMessage(word),
    hear(name, heard) {
      const own = channel(name);
      const on = (event: MessageEvent<Word>): void => heard(event.data);
      own.addEventListener('message', on);
      return () => {
        own.removeEventListener('message', on);
        own.close();
        channels.delete(name);
      };
    },
  };
}
