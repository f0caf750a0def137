// The README's pictures: the day's people after their day, in Chinese and English.
import { picture } from './pictures.mjs';

const SHOWN = { today: '/today', requests: '/requests', 'this-phone': '/phone', 'ward-week': '/shifts/ward', course: '/learning/hand-hygiene', inbox: '/inbox' };

async function dress(phone, locale, theme) {
  await phone.page.evaluate(([l, t]) => localStorage.setItem('zhiban.look', JSON.stringify({ locale: l, theme: t })), [locale, theme]);
  await phone.page.reload();
  await phone.unlock();
  await phone.page.locator('h1:visible').first().waitFor();
  phone.look.locale = locale;
}

/** In both languages, and one in the dark. */
export async function portraits(a, lost, slip, head, office, version) {
  for (const [locale, tail] of [['zh-CN', 'zh'], ['en', 'en']]) {
    for (const phone of [a, lost, head, office]) await dress(phone, locale, 'light');
    for (const [name, path] of Object.entries(SHOWN)) {
      await a.goto(path);
      await picture(a, `${name}-${tail}`);
    }
    await lost.goto(`/slip/${slip}`);
    await picture(lost, `swap-verdict-${tail}`);
    await head.goto('/approvals');
    await head.page.waitForTimeout(300);
    const first = head.page.locator('a[href^="#/approvals/"]').first();
    if (await first.count()) await first.click();
    await picture(head, `approvals-${tail}`);
    await office.goto(`/board/${version}`);
    await office.page.waitForTimeout(800);
    if (tail === 'en') await picture(office, 'roster-board-en');
    await a.goto('/checkin');
    await a.page.getByText(a.say('checkin.noted')).first().waitFor({ timeout: 15_000 });
    await picture(a, `check-in-${tail}`);
  }
  await dress(a, 'zh-CN', 'dark');
  await a.goto('/today');
  await picture(a, 'today-zh-dark');
}
