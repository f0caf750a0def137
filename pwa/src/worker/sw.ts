/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { storedLocale } from './locale';
import { announcement, OPENS } from './push';
import { SERVER_PATHS } from './paths';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: (string | { url: string; revision: string | null })[] };

/** Background sync is not in the DOM library: Chromium only. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
}

cleanupOutdatedCaches();
precacheAndRoute(self.__WB_MANIFEST);
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: SERVER_PATHS }));

// A new version waits until the page says that nothing is half done (PHONE.md 4.6).
self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'skip-waiting') void self.skipWaiting();
});

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

async function announce(data: PushMessageData | null): Promise<void> {
  let payload: unknown = null;
  try {
    payload = data?.json();
  } catch {
    payload = null;
  }
  const { title, body, tag, urgent } = announcement(payload, await storedLocale());
  await self.registration.showNotification(title, { body, tag, requireInteraction: urgent, icon: '/icon-192.png', badge: '/badge.png' });
  for (const client of await self.clients.matchAll({ type: 'window' })) client.postMessage({ type: 'sync' });
}

async function openInbox(): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const open = windows[0];
  if (!open) {
    await self.clients.openWindow(OPENS);
    return;
  }
  open.postMessage({ type: 'open', to: OPENS.slice(1) });
  await open.focus();
}

self.addEventListener('push', (event) => event.waitUntil(announce(event.data)));

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openInbox());
});

async function wakeClients(): Promise<void> {
  for (const client of await self.clients.matchAll({ type: 'window', includeUncontrolled: true })) client.postMessage({ type: 'sync' });
}

self.addEventListener('sync', ((event: SyncEvent) => event.waitUntil(wakeClients())) as EventListener);
