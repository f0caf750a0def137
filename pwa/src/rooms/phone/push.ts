const WAIT_MS = 10_000;

type Outcome = 'on' | 'unavailable' | 'denied';

const later = (ms: number): Promise<never> => new Promise((_, reject) => setTimeout(() => reject(new Error('late')), ms));

/** base64url to bytes, as `subscribe` wants the server's key. */
function bytes(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return Uint8Array.from(raw, (c) => c.charCodeAt(0));
}

/** Asks for push and tells the server. Push is only a hint: where it cannot be had, the inbox loses nothing. */
export async function subscribePush(token: string, locale: string): Promise<Outcome> {
  if (!('serviceWorker' in navigator) || !('PushManager' in globalThis)) return 'unavailable';
  if ((await Notification.requestPermission()) !== 'granted') return 'denied';
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  try {
    const { key } = (await (await fetch('/notify/vapid', { headers })).json()) as { key: string };
    const worker = await Promise.race([navigator.serviceWorker.ready, later(WAIT_MS)]);
    const made = await Promise.race([worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) }), later(WAIT_MS)]);
    const { endpoint, keys } = made.toJSON();
    const body = JSON.stringify({ endpoint, p256dh: keys?.['p256dh'], auth: keys?.['auth'], vapid: key, locale });
    const answer = await fetch('/notify/subscriptions', { method: 'POST', headers, body });
    return answer.ok ? 'on' : 'unavailable';
  } catch {
    return 'unavailable';
  }
}
