// Takes pictures of the gallery: node scripts/gallery-shots.mjs <out dir> [page …]. Reports targets under 48 px and sideways scroll.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';

const PORT = Number(process.env.PORT ?? 8121);
const [out = 'gallery-shots', ...asked] = process.argv.slice(2);
const PHONE = ['marks', 'p01', 'p02', 'p03a', 'p03b', 'p03c', 'p03d', 'p03e', 'p04', 'p05', 'p06', 'p07', 'p08', 'p09', 'p10', 'sheet', 'p11', 'p12', 'p13', 'p14'];
const pages = asked.length ? asked : [...PHONE, 'd01'];
const themes = (process.env.THEMES ?? 'light,dark,night').split(',');
const width = Number(process.env.WIDTH ?? 360);
const extra = process.env.QUERY ? `&${process.env.QUERY}` : '';

/** Runs in the page: what a thumb cannot hit and what runs over the edge. */
function audit() {
  const small = [];
  for (const el of document.querySelectorAll('a, button, select, textarea, label:has(input), input')) {
    const box = el.getBoundingClientRect();
    if (!box.width || el.closest('label') !== null && el.tagName === 'INPUT' || el.closest('table[role=grid]')) continue;
    if (box.height < 47.5 || box.width < 47.5) small.push(`${el.tagName.toLowerCase()} ${Math.round(box.width)}x${Math.round(box.height)} ${(el.textContent || el.getAttribute('aria-label') || '').trim().slice(0, 16)}`);
  }
  const wide = document.documentElement.scrollWidth > innerWidth ? [`scrolls sideways: ${document.documentElement.scrollWidth}`] : [];
  return [...small, ...wide];
}

mkdirSync(out, { recursive: true });
const server = await createServer({ server: { port: PORT, strictPort: true, host: '127.0.0.1' }, logLevel: 'error' });
await server.listen();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  for (const page of pages) {
    const desk = page.startsWith('d');
    const context = await browser.newContext({ viewport: desk ? { width: 1440, height: 900 } : { width, height: 780 }, deviceScaleFactor: desk ? 1 : 2, hasTouch: !desk });
    const tab = await context.newPage();
    tab.on('pageerror', (error) => console.log(`${page}: ${error.message}`));
    tab.on('console', (m) => m.type() === 'error' && console.log(`${page}: ${m.text()}`));
    for (const theme of themes) {
      await tab.goto(`http://127.0.0.1:${PORT}/gallery.html?page=${page}&theme=${theme}${extra}`);
      await tab.waitForSelector('body[data-ready]');
      await tab.waitForTimeout(150);
      await tab.screenshot({ path: `${out}/${page}.${theme}.png`, fullPage: page === 'marks' });
      if (theme === themes[0]) for (const line of await tab.evaluate(audit)) console.log(`${page}: ${line}`);
    }
    await context.close();
  }
} finally {
  await browser.close();
  await server.close();
}
