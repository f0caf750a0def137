// A ward phone: one Chromium process with a profile of its own, reached through a link that can be cut.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { Link } from './link.mjs';
import { ROOT, temporary, until } from './server.mjs';
import { say } from './words.mjs';

export const PASSWORD = 'zhiban-demo';
export const PIN = '274913';
const WARD_3 = { latitude: 31.32062, longitude: 120.74398 };
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update'];

/** A browser whose push service never answers gets a made-up subscription: headless Chromium has none (PHONE 2). */
function stubPush() {
  const subscription = { endpoint: 'https://push.invalid/x', toJSON: () => ({ endpoint: 'https://push.invalid/x', keys: { p256dh: '', auth: '' } }), unsubscribe: async () => true };
  if ('PushManager' in globalThis) PushManager.prototype.subscribe = async () => subscription;
}

export class Phone {
  constructor(name, link, look) {
    this.name = name;
    this.link = link;
    this.look = { locale: 'zh-CN', width: 360, height: 780, scale: 2, mobile: true, dark: false, accuracy: 20, ...look };
    this.profile = temporary(`phone-${name}`);
    /** Every change id this phone ever put on the wire, with how often, and the requests it made. */
    this.posted = new Map();
    this.requests = [];
    this.faults = [];
  }

  static async take(name, server, look = {}) {
    const phone = new Phone(name, await Link.open(server.port), look);
    await phone.open();
    return phone;
  }

  async open() {
    const { look } = this;
    this.context = await chromium.launchPersistentContext(this.profile, {
      executablePath: CHROMIUM, args: FLAGS, headless: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
      viewport: { width: look.width, height: look.height }, deviceScaleFactor: look.scale, isMobile: look.mobile, hasTouch: look.mobile,
      colorScheme: look.dark ? 'dark' : 'light', permissions: ['geolocation', 'notifications'], geolocation: { ...WARD_3, accuracy: look.accuracy },
      reducedMotion: 'reduce',
    });
    await this.context.addInitScript(stubPush);
    this.page = this.context.pages()[0] ?? (await this.context.newPage());
    this.watch(this.page);
  }

  watch(page) {
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => this.faults.push(`${this.name}: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/Failed to load resource|ERR_/.test(message.text())) this.faults.push(`${this.name}: ${message.text()}`);
    });
    page.on('request', (request) => {
      this.requests.push(request.url());
      if (request.url().endsWith('/sync/push')) this.note(request);
    });
  }

  note(request) {
    const body = request.postDataBuffer();
    if (!body) return;
    const batch = JSON.parse(body[0] === 0x1f ? gunzipSync(body) : body);
    for (const change of batch.changes) {
      const id = `${batch.device.toString(16)}.${batch.epoch}.${change.seq}`;
      const seen = this.posted.get(id) ?? { collection: change.collection, record: change.record ?? '', times: 0 };
      this.posted.set(id, { ...seen, times: seen.times + 1 });
    }
  }

  say(key, params) {
    return say(this.look.locale, key, params);
  }

  /** A thing to press, by the sentence on it. */
  thing(key, params) {
    const name = this.say(key, params);
    return this.page.getByRole('button', { name }).or(this.page.getByRole('link', { name })).first();
  }

  async tap(key, params) {
    await this.thing(key, params).click();
  }

  async sees(key, params, ms = 10_000) {
    await this.page.getByText(this.say(key, params)).first().waitFor({ timeout: ms });
  }

  async goto(path) {
    await this.page.evaluate((to) => (location.hash = to), path);
    await this.page.waitForFunction((to) => location.hash === `#${to}`, path);
  }

  start(path = '/today') {
    return this.page.goto(`${this.link.url}/#${path}`, { waitUntil: 'load' });
  }

  async logIn(number) {
    await this.start('/login');
    await this.page.locator('input[name=username]').fill(number);
    await this.page.locator('input[name=password]').fill(PASSWORD);
    await this.page.keyboard.press('Enter');
    for (const _ of ['chosen', 'again']) {
      await this.page.locator('.keys').waitFor();
      await this.page.waitForFunction(() => !document.querySelector('.dots .f'));
      await this.page.keyboard.type(PIN);
    }
    await this.page.waitForFunction(() => !/^#\/(login|unlock)|^$/.test(location.hash));
  }

  async unlock(pin = PIN) {
    await this.page.locator('.ppl').waitFor();
    await this.page.locator('.keys').waitFor();
    await this.page.keyboard.type(pin);
    await this.page.waitForFunction(() => location.hash !== '' && !location.hash.startsWith('#/unlock'));
  }

  /** The app is on the phone for good: its worker is in charge and its files are kept. */
  async installed() {
    await this.page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, { timeout: 30_000 });
  }

  /** What lies in the store: changes, and how many still wait. Sequence numbers are readable, all else is sealed. */
  stored() {
    return this.page.evaluate(async () => {
      const found = [];
      for (const { name } of await indexedDB.databases()) {
        const db = await new Promise((done) => (indexedDB.open(name).onsuccess = (e) => done(e.target.result)));
        if (db.objectStoreNames.contains('outbox')) {
          const rows = await new Promise((done) => (db.transaction('outbox').objectStore('outbox').getAll().onsuccess = (e) => done(e.target.result)));
          found.push(...rows.map((row) => ({ seq: row.seq, waiting: row.receipt === null })));
        }
        db.close();
      }
      return found;
    });
  }

  async waiting() {
    return (await this.stored()).filter((row) => row.waiting).length;
  }

  /** Until the server has answered everything. */
  allSent(ms = 30_000) {
    return until(`${this.name} to have everything answered`, async () => {
      await this.page.evaluate(() => dispatchEvent(new Event('online')));
      return (await this.waiting()) === 0;
    }, ms);
  }

  processes() {
    return readdirSync('/proc').filter((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(this.profile);
      } catch {
        return false;
      }
    });
  }

  /** The battery falls out: every process of this browser is killed at once, nothing is written down. */
  async die() {
    const gone = new Promise((done) => this.context.once('close', done));
    for (const pid of this.processes()) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch {
        // it went with its parent
      }
    }
    await gone;
    await until('the browser to be gone', () => this.processes().length === 0);
  }

  /** What stood on the screen when a journey broke off, beside the other results. */
  async lastLook(name) {
    await this.page.screenshot({ path: join(ROOT, `test-results/${name}.png`) }).catch(() => undefined);
  }

  async putAway() {
    await this.context.close().catch(() => undefined);
    await this.link.cut();
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 3 });
  }
}
