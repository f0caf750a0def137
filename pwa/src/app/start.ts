import { shell } from '../shell.svelte';
import { PIN_ROUNDS } from '../store/box';
import { browserWorld } from './environment';
import { Session } from './session';

/** The one session of this page. */
export const session = new Session(browserWorld(PIN_ROUNDS));

const IDLE_CHECK_MS = 5_000;

/** Background sync where there is one: the worker wakes the page when signal returns (Chromium only). */
function askForSync(): void {
  interface WithSync {
    readonly sync?: { register(tag: string): Promise<void> };
  }
  void navigator.serviceWorker?.ready.then((registration) => (registration as unknown as WithSync).sync?.register('zhiban-outbox')).catch(() => undefined);
}

/** Ties the session to the browser: wakes it on every sign of life or signal, locks it when nobody touches it, and tells the frame who is here. */
export async function startSession(): Promise<void> {
  const visible = (): void => {
    if (document.visibilityState !== 'visible') return;
    session.checkIdle();
    session.happened('visible');
  };
  document.addEventListener('visibilitychange', visible);
  addEventListener('focus', visible);
  addEventListener('online', () => session.happened('online'));
  addEventListener('zhiban:wake', () => session.happened('online'));
  for (const sign of ['pointerdown', 'keydown', 'scroll']) addEventListener(sign, () => session.touch(), { passive: true, capture: true });
  setInterval(() => session.checkIdle(), IDLE_CHECK_MS);
  let waiting = 0;
  let followed = false;
  session.subscribe(() => {
    const { me, counts } = session;
    if (me && !followed) {
      followed = true;
      void import('../ward/frame.svelte').then(({ follow }) => follow(), () => (followed = false));
    }
    shell.person = me ? { id: me.id, name: me.name, roles: me.roles } : null;
    if (counts.waiting > waiting) askForSync();
    waiting = counts.waiting;
  });
  await session.ready();
}
