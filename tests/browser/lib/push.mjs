// A push, delivered to the service worker as the browser's push service would (PHONE 2).
import { until } from './server.mjs';

/** What the notifications on the phone say afterwards. */
export async function deliverPush(phone, topic) {
  const cdp = await phone.context.newCDPSession(phone.page);
  const registered = new Promise((done) => cdp.on('ServiceWorker.workerRegistrationUpdated', (event) => event.registrations[0] && done(event.registrations[0].registrationId)));
  await cdp.send('ServiceWorker.enable');
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: phone.link.url, registrationId: await registered, data: JSON.stringify({ t: topic }) });
  return until('the notification', () => phone.page.evaluate(async () => {
    const shown = await (await navigator.serviceWorker.ready).getNotifications();
    return shown.length ? shown.map(({ title, body }) => ({ title, body })) : null;
  }));
}
