// What a ward's Wi-Fi, a forgotten PIN, a second tab and a new version do to a phone (PHONE 4.6, 4.9, 4.16, 4.20).
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Phone } from './lib/phone.mjs';
import { demoStore, PWA, Server, temporary, until } from './lib/server.mjs';

describe('a phone without signal', { timeout: 150_000 }, () => {
  let store;
  let server;
  let app;
  before(async () => {
    store = await demoStore('sqlite');
    app = temporary('app');
    cpSync(PWA, app, { recursive: true });
    server = await Server.start(store, app);
  });
  after(async () => {
    await server?.kill();
    await store?.drop();
  });

  async function phone(t, name, number = 'n302') {
    const one = await Phone.take(name, server);
    t.after(async () => {
      if (!t.passed) await one.lastLook(`offline-${name}`);
      await one.putAway();
    });
    await one.logIn(number);
    await one.installed();
    await one.page.locator('.scroll .card').first().waitFor();
    return one;
  }

  /** A check-in without a place: the quickest thing to do. */
  async function checkIn(one) {
    await one.goto('/checkin');
    await one.page.getByText(one.say('checkin.noted')).first().waitFor({ timeout: 15_000 });
  }

  it('starts cold with the server gone and shows today after the PIN', async (t) => {
    const one = await phone(t, 'cold');
    await one.link.cut();
    await one.die();
    await one.open();
    await one.start();
    await one.unlock();
    await one.page.locator('.scroll .card').first().waitFor();
    await one.goto('/shifts');
    await one.page.locator('.scroll .card').first().waitFor();
    assert.deepEqual(one.faults, []);
  });

  it('keeps a check-in waiting while a log-in page answers 200 with HTML, and sends it once afterwards', async (t) => {
    const one = await phone(t, 'portal');
    await one.link.portal();
    await checkIn(one);
    await until('the portal to be asked', () => one.link.caught?.includes('/sync/push'));
    await one.goto('/phone');
    await one.sees('errors.phone.portal');
    assert.equal(await one.waiting(), 1);
    await one.link.restore();
    await one.allSent();
    assert.equal((await one.stored()).filter((row) => row.waiting).length, 0);
  });

  it('lets five wrong PINs through and then only a log-in, also after a restart', async (t) => {
    const one = await phone(t, 'pin');
    await one.link.cut();
    await one.page.reload();
    for (let n = 0; n < 5; n++) {
      await one.page.locator('.keys').waitFor();
      await one.page.waitForFunction(() => !document.querySelector('.dots .f'));
      await one.page.keyboard.type('111119');
      await until('the answer', () => one.page.evaluate(() => document.querySelector('.pin .wrong') !== null || document.querySelector('.keys') === null));
      await one.page.waitForTimeout(200);
    }
    await one.page.locator('.keys').waitFor({ state: 'detached' });
    await one.page.reload();
    await one.page.locator('.ppl').waitFor();
    await one.page.waitForTimeout(300);
    assert.equal(await one.page.locator('.keys').count(), 0, 'the count survives a restart');
    await one.link.restore();
    await one.logIn('n302');
    await one.page.locator('.scroll .card').first().waitFor();
  });

  it('posts each change once from two tabs', async (t) => {
    const one = await phone(t, 'tabs');
    const second = await one.context.newPage();
    one.watch(second);
    await second.goto(`${one.link.url}/#/today`);
    await second.locator('.keys').waitFor();
    await second.keyboard.type('274913');
    await second.waitForFunction(() => location.hash.startsWith('#/today'));
    await checkIn(one);
    await one.allSent();
    await one.page.waitForTimeout(500);
    assert.deepEqual([...one.posted.values()].filter((made) => made.collection === 'punch').map((made) => made.times), [1]);
    assert.deepEqual(one.faults, []);
  });

  it('lets a new version wait until it is asked for, and loses no answer of a quiz', async (t) => {
    const one = await phone(t, 'update', 'n303');
    await one.goto('/learning/hand-hygiene/quiz');
    await one.page.locator('label:has(input)').first().click();
    const worker = join(app, 'sw.js');
    writeFileSync(worker, `${readFileSync(worker, 'utf8')}\n// another version\n`);
    await one.page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
    await one.sees('common.update_ready', undefined, 20_000);
    assert.equal(await one.page.evaluate(() => (location.hash.endsWith('/quiz') ? document.querySelectorAll('input:checked').length : -1)), 1, 'no reload, the answer stands');
    await Promise.all([one.page.waitForEvent('load', { timeout: 20_000 }), one.tap('common.update_now')]);
    await one.unlock();
    await one.goto('/learning/hand-hygiene/quiz');
    await one.page.locator('label:has(input:checked)').first().waitFor();
  });
});
