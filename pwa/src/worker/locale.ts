import type { PushLocale } from './push';

/** The locale's place for the worker, which sees neither localStorage nor the page: a one-line entry in a cache of its own. */
const CACHE = 'zhiban-words';
const ENTRY = '/locale';

export async function storeLocale(locale: PushLocale): Promise<void> {
  if (!('caches' in globalThis)) return;
  const cache = await caches.open(CACHE);
  await cache.put(ENTRY, new Response(locale));
}

export async function storedLocale(): Promise<PushLocale> {
  try {
    const found = await (await caches.open(CACHE)).match(ENTRY);
    return (await found?.text()) === 'en' ? 'en' : 'zh-CN';
  } catch {
    return 'zh-CN';
  }
}
