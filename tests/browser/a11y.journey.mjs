// Every phone screen in both languages and both lights: no axe violation, targets of 48 px, no sideways scroll at 320 px, one origin (PHONE 4.24-27, 4.38).
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { Phone } from './lib/phone.mjs';
import { demoStore, Server } from './lib/server.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SCREENS = [
  '/today', '/shifts', '/shifts/ward', '/requests', '/leave/new', '/swap/new', '/learning', '/learning/hand-hygiene',
  '/learning/hand-hygiene/quiz', '/inbox', '/phone', '/checkin', '/checkin/code',
];
const TARGET = 48;

/** Things to press that are smaller than a gloved finger; links inside a sentence excepted (WCAG 2.5.8). */
function small(least) {
  const things = [...document.querySelectorAll('a[href], button, select, input:not([type=radio]):not([type=checkbox]), textarea, label:has(input)')];
  return things.flatMap((thing) => {
    const box = thing.getBoundingClientRect();
    const shown = box.width > 0 && getComputedStyle(thing).visibility !== 'hidden' && !thing.closest('[hidden], [inert], dialog:not([open])');
    if (!shown || (thing.matches('p a') && thing.closest('p').textContent.trim() !== thing.textContent.trim()) || thing.matches('input[hidden]')) return [];
    if (getComputedStyle(thing).opacity === '0') return [];
    return box.height < least - 0.5 || box.width < least - 0.5 ? [`${thing.tagName} ${(thing.getAttribute('aria-label') ?? thing.textContent).trim().slice(0, 20)} ${Math.round(box.width)}x${Math.round(box.height)}`] : [];
  });
}

/** What reaches beyond the screen's right edge and can be scrolled to; a table that scrolls within itself may (WCAG 1.4.10). */
function wide(most) {
  const boxes = [document.documentElement, ...document.querySelectorAll('.scroll')].filter((box) => box.scrollWidth > most);
  return boxes.flatMap((box) => [...box.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > most + 1).slice(0, 3).map((e) => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)} px wide`));
}

describe('every screen of the phone', { timeout: 150_000 }, () => {
  let store;
  let server;
  let phone;
  before(async () => {
    store = await demoStore('sqlite');
    server = await Server.start(store);
    phone = await Phone.take('a11y', server, { scale: 1 });
    await phone.logIn('n304');
    await phone.installed();
    await phone.page.locator('.scroll .card').first().waitFor();
  });
  after(async () => {
    await phone?.putAway();
    await server?.kill();
    await store?.drop();
  });

  async function show(path) {
    await phone.goto(path);
    await phone.page.locator('.screen h1').first().waitFor();
    await phone.page.waitForTimeout(250);
  }

  async function look(locale, theme) {
    await phone.page.evaluate(([l, t]) => localStorage.setItem('zhiban.look', JSON.stringify({ ...JSON.parse(localStorage.getItem('zhiban.look') ?? '{}'), locale: l, theme: t })), [locale, theme]);
    await phone.page.reload();
    await phone.unlock();
    await phone.page.locator('.scroll .card').first().waitFor();
    assert.equal(await phone.page.evaluate(() => document.documentElement.dataset.theme), theme);
  }

  async function axe() {
    await phone.page.evaluate(AXE);
    const found = await phone.page.evaluate(async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations);
    return found.map((v) => `${v.id}: ${v.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`);
  }

  for (const locale of ['zh-CN', 'en']) {
    for (const theme of ['light', 'dark']) {
      it(`has no axe violation in ${locale}, ${theme}`, async () => {
        await look(locale, theme);
        const found = {};
        for (const path of SCREENS) {
          await show(path);
          const violations = await axe();
          if (violations.length) found[path] = violations;
        }
        assert.deepEqual(found, {});
      });
    }
    it(`has targets of ${TARGET} px, and no sideways scroll at 320 px, in ${locale}`, async () => {
      await look(locale, 'light');
      const found = {};
      for (const path of SCREENS) {
        await show(path);
        const wrong = await phone.page.evaluate(small, TARGET);
        await phone.page.setViewportSize({ width: 320, height: 700 });
        wrong.push(...(await phone.page.evaluate(wide, 320)));
        await phone.page.setViewportSize({ width: 360, height: 780 });
        if (wrong.length) found[path] = wrong;
      }
      assert.deepEqual(found, {});
    });
  }

  it('speaks to one origin only, and no screen complained', () => {
    const origins = new Set(phone.requests.map((url) => new URL(url).origin).filter((origin) => origin !== 'null'));
    assert.deepEqual([...origins], [phone.link.url]);
    assert.deepEqual(phone.faults, []);
  });
});
