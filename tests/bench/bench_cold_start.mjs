// Cold start of the phone app without signal: a fresh browser process each time, the server dead, the page from the worker's cache, CPU four times slower.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Desk } from '../browser/lib/desk.mjs';
import { Link } from '../browser/lib/link.mjs';
import { Phone, PIN } from '../browser/lib/phone.mjs';
import { demoStore, ROOT, Server } from '../browser/lib/server.mjs';

const RUNS = Number(process.argv[2] ?? 9);
const SLOWER = 4;
const ROWS = 1_200;

/** Notes when the pad and when Today were painted: two frames after they stood in the page. */
function stopwatch() {
  const seen = (globalThis.seen = {});
  const painted = (name) => {
    if (name in seen) return;
    seen[name] = -1;
    requestAnimationFrame(() => requestAnimationFrame(() => (seen[name] = performance.now())));
  };
  new MutationObserver(() => {
    if (document.querySelector('.keys')) painted('unlock');
    if (location.hash.startsWith('#/today') && document.querySelector('.scroll .card')) painted('today');
  }).observe(document, { childList: true, subtree: true });
  addEventListener('keydown', () => (seen.key = performance.now()), { capture: true });
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** Fills the phone up to the rows of a ward in use: whatever the demo lacks are check-ins sent by another phone of hers. */
async function fill(server, number) {
  const desk = await Desk.logIn(server, number);
  await desk.pull();
  const missing = Math.max(0, ROWS - desk.rows.size);
  const wall = Date.now();
  const punch = (n) => ({
    seq: n + 1, stamp: (BigInt(wall) * 65_536n + BigInt(n)).toString(16).padStart(16, '0'), collection: 'punch', segment: 1,
    fields: { direction: 'in', department: desk.me.department, day: new Date(wall - (n + 40) * 86_400_000).toISOString().slice(0, 10) },
  });
  for (let n = 0; n < missing; n += 200) {
    const changes = Array.from({ length: Math.min(200, missing - n) }, (_, i) => punch(n + i));
    await desk.post('/sync/push', { v: 1, schema: 1, device: desk.me.device, epoch: desk.me.epoch, first: n + 1, wall, mono: 0, segments: [{ id: 1, wall }], changes });
  }
  return (await desk.pull()).rows.size;
}

async function once(phone) {
  await phone.open();
  const { page } = phone;
  const cdp = await phone.context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.addInitScript(stopwatch);
  await page.goto(`${phone.link.url}/#/today`, { waitUntil: 'commit' });
  await page.waitForFunction(() => globalThis.seen?.unlock > 0);
  await page.keyboard.type(PIN.slice(0, -1), { delay: 40 });
  await page.waitForTimeout(300);
  await page.keyboard.press(PIN.at(-1));
  await page.waitForFunction(() => globalThis.seen?.today > 0);
  const seen = await page.evaluate(() => globalThis.seen);
  await phone.context.close();
  return { unlock: seen.unlock, today: seen.today - seen.key };
}

/** KB of JavaScript, gzipped, until Today stands, as the budget counts them; null when it says nothing. */
function firstLoad() {
  try {
    return Number(/first load[^\d]*([\d.]+) KB/.exec(execFileSync('node', ['scripts/budget.mjs'], { cwd: join(ROOT, 'pwa'), encoding: 'utf8' }))?.[1] ?? NaN);
  } catch {
    return null;
  }
}

const store = await demoStore('sqlite');
const server = await Server.start(store);
const phone = new Phone('bench', await Link.open(server.port), { scale: 1 });
try {
  const rows = await fill(server, process.env.WHO ?? 'n301');
  await phone.open();
  await phone.logIn(process.env.WHO ?? 'n301');
  await phone.installed();
  await phone.page.locator('.scroll .card').first().waitFor();
  await phone.page.waitForTimeout(3_000);
  await phone.context.close();
  await server.kill();
  const runs = [];
  await once(phone); // the first start after an install compiles what later ones find compiled
  for (let n = 0; n < RUNS; n++) runs.push(await once(phone));
  const [unlock, today] = [median(runs.map((r) => r.unlock)), median(runs.map((r) => r.today))].map(Math.round);
  console.log(JSON.stringify({ bench: 'cold_start', cpu: SLOWER, rows, n: RUNS, unlock_p50_ms: unlock, today_p50_ms: today, sum_p50_ms: unlock + today, first_load_js_kb: firstLoad(), worst_ms: Math.round(Math.max(...runs.map((r) => r.unlock + r.today))) }));
} finally {
  await phone.putAway();
  await server.kill();
  await store.drop();
}
