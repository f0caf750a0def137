import { shell } from '../shell.svelte';

let waiting: ServiceWorker | null = null;
let asked = false;

function offer(worker: ServiceWorker | null): void {
  if (!worker) return;
  waiting = worker;
  shell.update = true;
}

/** Switches to the waiting version: tells it so and reloads once it has taken over. */
export function applyUpdate(): void {
  asked = true;
  waiting?.postMessage({ type: 'skip-waiting' });
}

/** Registers the service worker. Without one (private mode, old engine) the app still runs online, so every failure here is quiet. */
export async function registerWorker(onSync: () => void): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator)) return null;
  const container = navigator.serviceWorker;
  container.addEventListener('controllerchange', () => {
    if (asked) location.reload();
  });
  container.addEventListener('message', (event: MessageEvent<{ type?: string; to?: string }>) => {
    if (event.data?.type === 'sync') onSync();
    if (event.data?.type === 'open' && event.data.to) location.hash = event.data.to;
  });
  try {
    const registration = await container.register('/sw.js', { scope: '/', type: 'classic' });
    if (registration.waiting && container.controller) offer(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const incoming = registration.installing;
      incoming?.addEventListener('statechange', () => {
        if (incoming.state === 'installed' && container.controller) offer(registration.waiting);
      });
    });
    return registration;
  } catch {
    return null;
  }
}
