// A ward's day without signal, and back: three nurses' phones, the head nurse's phone and the office's desk, on both databases (issue "Shown by" 1).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Desk } from './lib/desk.mjs';
import { Phone } from './lib/phone.mjs';
import { picture } from './lib/pictures.mjs';
import { demoStore, ROOT, Server, until } from './lib/server.mjs';
import { course, swapOf, wardCode } from './lib/ward.mjs';

const COURSE = 'fall-prevention';
const FACTS_AND_INTENTS = ['punch', 'learning_event', 'quiz_attempt', 'leave_request', 'swap_offer', 'swap_accept', 'decision'];

async function offline(phone) {
  await phone.link.cut();
  assert.equal(await phone.page.evaluate(() => navigator.onLine), true, 'the browser itself notices nothing');
}

async function online(phone) {
  await phone.link.restore();
  await phone.allSent();
}

/** Check-in with a fix of 300 m, then the ward's code as second proof. */
async function checkIn(a) {
  await a.goto('/today');
  await a.goto('/checkin');
  await a.page.getByText(a.say('checkin.noted')).first().waitFor({ timeout: 15_000 });
  await a.sees('checkin.unsure');
  await a.tap('checkin.ward_code');
  await a.page.locator('input[autocomplete=one-time-code]').fill(wardCode('w3'));
  await a.tap('checkin.use_code');
  await a.sees('checkin.code_noted');
}

/** Every block in turn, its question answered; then the quiz. */
async function learn(a) {
  const lesson = course(COURSE);
  await a.goto('/learning');
  await a.page.locator(`a[href="#/learning/${COURSE}"]`).first().click();
  for (const [n, block] of lesson.blocks.entries()) {
    await a.page.locator('h2', { hasText: (block.heading ?? block.question).zh.slice(0, 4) }).first().waitFor();
    if (block.kind === 'check') {
      for (const answer of block.answer) await a.page.locator(`label:has(input[value="${answer}"])`).click();
      await a.tap('learning.look');
    }
    await a.tap(n === lesson.blocks.length - 1 ? 'learning.to_quiz' : 'learning.next_block');
  }
  for (const [n, question] of lesson.quiz.entries()) {
    await a.sees('learning.question_n', { n: n + 1 });
    for (const answer of question.answer) await a.page.locator(`label:has(input[name="${question.id}"][value="${answer}"])`).click();
    await a.tap(n === lesson.quiz.length - 1 ? 'learning.hand_in' : 'learning.next_question');
  }
  await a.sees('learning.handed_in');
}

async function askLeave(a, day) {
  await a.goto('/leave/new');
  for (const name of ['requests.first_day', 'requests.last_day']) await a.page.getByLabel(a.say(name), { exact: true }).fill(day);
  await a.thing('requests.ask_leave').click();
  await a.sees('requests.on_phone');
}

async function offerSwap(a, day) {
  await a.goto(`/shifts?day=${day}`);
  await a.page.locator(`a[href="#/swap/new?day=${day}"]`).click();
  await a.tap('requests.offer');
  await a.sees('requests.on_phone');
  return decodeURIComponent((await a.page.evaluate(() => location.hash)).split('/').pop());
}

async function accept(phone, offer) {
  await phone.goto('/requests');
  await phone.page.locator(`a[href="#/swap/${offer}"]`).click();
  await phone.tap('requests.accept');
  await phone.sees('requests.on_phone');
  return (await phone.page.evaluate(() => location.hash)).split('/').pop();
}

/** The page, what it says is waiting, and what lies in the store agree. */
async function waitingOnScreen(phone, expected) {
  await phone.goto('/phone');
  await phone.page.locator('.w').first().waitFor();
  assert.equal(Number(await phone.page.locator('.w .n').first().textContent()), expected);
  assert.equal(await phone.waiting(), expected);
}

/** HR at the desk: a new draft for the ward, solved with its progress on the screen, and published. */
async function generate(office) {
  const { page } = office;
  await office.goto('/board');
  await page.getByRole('button', { name: '三病区' }).click();
  await page.getByLabel(office.say('board.weeks'), { exact: true }).selectOption('1');
  await office.tap('board.begin');
  await page.waitForFunction(() => /^#\/board\/./.test(location.hash));
  const version = decodeURIComponent(new URL(page.url()).hash.split('/').pop());
  await page.getByLabel(office.say('board.solve_for'), { exact: true }).selectOption('10');
  await office.tap('board.solve_go');
  await office.sees('kit.running', undefined, 15_000);
  await page.locator('.gapn b', { hasText: '%' }).waitFor({ timeout: 20_000 });
  await page.getByText(office.say('kit.stopped')).or(page.getByText(office.say('kit.proven'))).first().waitFor({ timeout: 40_000 });
  await picture(office, 'roster-board-zh');
  await page.locator('.btn.main').first().click();
  const sheet = page.locator('dialog[open]');
  if (await sheet.locator('textarea').count()) await sheet.locator('textarea').fill('人手不够，已和护士长说好');
  await sheet.locator('footer .btn').click();
  await office.sees('board.published_note', undefined, 20_000);
  return version;
}

const SHOWN = { today: '/today', requests: '/requests', 'this-phone': '/phone', 'ward-week': '/shifts/ward', course: '/learning/hand-hygiene', inbox: '/inbox' };

async function dress(phone, locale, theme) {
  await phone.page.evaluate(([l, t]) => localStorage.setItem('zhiban.look', JSON.stringify({ locale: l, theme: t })), [locale, theme]);
  await phone.page.reload();
  await phone.unlock();
  await phone.page.locator('h1:visible').first().waitFor();
  phone.look.locale = locale;
}

/** The README's pictures, in both languages and one in the dark. */
async function portraits(a, lost, slip, head, office, version) {
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

/** Every change of every phone: one receipt, one record, none twice, none missing. */
async function reconcile(store, desks, phones) {
  const url = store.env.ZHIBAN_DATABASE_URL ?? `sqlite:///${join(store.folder, 'zhiban.db')}`;
  const ids = phones.flatMap((phone) => [...phone.posted.keys()]);
  const asked = spawnSync(join(ROOT, '.venv/bin/python'), [join(ROOT, 'tests/browser/ledger.py'), url], { input: JSON.stringify(ids), encoding: 'utf8' });
  assert.equal(asked.status, 0, asked.stderr);
  for (const [id, found] of Object.entries(JSON.parse(asked.stdout))) assert.equal(found.receipts, 1, `${id}: ${JSON.stringify(found)}`);
  for (const desk of desks.values()) await desk.pull();
  for (const [phone, desk] of desks) {
    const kept = await phone.stored();
    const posted = [...phone.posted].map(([id, what]) => ({ id, seq: Number(id.split('.')[2]), ...what }));
    assert.deepEqual(posted.map((p) => p.seq).sort((x, y) => x - y), Array.from({ length: posted.length }, (_, n) => n + 1), `${phone.name}: numbered without a gap`);
    assert.equal(kept.filter((row) => row.waiting).length, 0, `${phone.name}: nothing left behind`);
    for (const { id, collection } of posted.filter((p) => FACTS_AND_INTENTS.includes(p.collection))) {
      assert.ok(desk.one(collection, id), `${phone.name}: ${collection} ${id} is on the server`);
      if (collection !== 'learning_event') assert.ok(desk.one('slip', id), `${phone.name}: ${collection} ${id} has its slip`);
    }
    for (const collection of FACTS_AND_INTENTS) {
      const device = posted[0]?.id.split('.')[0];
      const there = desk.all(collection).filter((row) => row.id.startsWith(`${device}.`)).length;
      assert.equal(there, posted.filter((p) => p.collection === collection).length, `${phone.name}: as many ${collection} as it made`);
    }
  }
}

async function deliverPush(phone, topic) {
  const cdp = await phone.context.newCDPSession(phone.page);
  const registered = new Promise((done) => cdp.on('ServiceWorker.workerRegistrationUpdated', (event) => event.registrations[0] && done(event.registrations[0].registrationId)));
  await cdp.send('ServiceWorker.enable');
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: phone.link.url, registrationId: await registered, data: JSON.stringify({ t: topic }) });
  return until('the notification', () => phone.page.evaluate(async () => {
    const shown = await (await navigator.serviceWorker.ready).getNotifications();
    return shown.length ? shown.map(({ title, body }) => ({ title, body })) : null;
  }));
}

for (const kind of ['sqlite', 'postgresql']) {
  describe(`a day on ${kind}`, { timeout: 240_000 }, () => {
    it('ends with one holder, a reason for the other, approved leave, a new roster, and nothing lost or doubled', async (t) => {
      const step = (text) => t.diagnostic(`${((Date.now() - began) / 1000).toFixed(1)} s  ${text}`);
      const began = Date.now();
      const store = await demoStore(kind);
      t.after(() => store.drop());
      const server = await Server.start(store);
      t.after(() => server.kill());
      const hr = await Desk.logIn(server, 'r801');
      const plan = swapOf(await hr.pull(), 'n301');
      step(`hospital stands; ${plan.day} ${plan.shift} may go to ${plan.takers}; leave on ${plan.leave}`);

      const take = async (name, number, look) => {
        const phone = await Phone.take(name, server, look);
        phone.noPictures = kind !== 'sqlite';
        t.after(async () => {
          if (!t.passed) await phone.lastLook(`day-${kind}-${name}`);
          await phone.putAway();
        });
        await phone.logIn(number);
        await phone.installed();
        await phone.page.locator(phone.look.mobile ? '.scroll .card' : 'h1:visible').first().waitFor();
        return phone;
      };
      const a = await take('a', 'n301', { accuracy: 300 });
      const [b, c] = await Promise.all([take('b', plan.takers[0]), take('c', plan.takers[1])]);
      step('three phones are in');

      await offline(a);
      await checkIn(a);
      await learn(a);
      await askLeave(a, plan.leave);
      const offer = await offerSwap(a, plan.day);
      const made = 2 + course(COURSE).blocks.length + 1 + 1 + 1;
      await waitingOnScreen(a, made);
      step(`A did ${made} things without signal`);

      await a.die();
      await a.open();
      await a.start();
      await a.unlock();
      await waitingOnScreen(a, made);
      for (const thing of ['punch', 'learning_event', 'quiz_attempt', 'leave_request', 'swap_offer']) await a.sees(`phone.did_${thing}`);
      await a.goto('/requests');
      await a.page.locator(`a[href="#/request/${offer}"]`).waitFor();
      step('the browser was killed and reopened offline: everything is still there');

      await online(a);
      await offline(a);
      for (const phone of [b, c]) {
        await phone.goto('/requests');
        await phone.page.locator(`a[href="#/swap/${offer}"]`).waitFor({ timeout: 20_000 });
        await offline(phone);
      }
      const [yesB, yesC] = [await accept(b, offer), await accept(c, offer)];
      for (const phone of [b, c]) assert.equal(await phone.waiting(), 1);
      step('B and C both said yes without signal');

      const order = kind === 'sqlite' ? [c, b, a] : [b, a, c];
      for (const phone of order) await online(phone);
      await hr.pull();
      const holders = hr.all('assignment').filter((row) => row.day === plan.day && ['n301', ...plan.takers].includes(row.person) && row.shift === plan.shift).map((row) => row.person);
      const winner = order[0] === c ? 1 : 0;
      assert.deepEqual(holders, [plan.takers[winner]], 'exactly one has the shift');
      const [won, lost, yesWon, yesLost] = winner ? [c, b, yesC, yesB] : [b, c, yesB, yesC];
      await won.goto(`/slip/${yesWon}`);
      await won.sees('verdicts.swap.settled');
      await lost.goto(`/slip/${yesLost}`);
      const desks = new Map([[a, await Desk.logIn(server, 'n301')], [b, await Desk.logIn(server, plan.takers[0])], [c, await Desk.logIn(server, plan.takers[1])]]);
      for (const desk of desks.values()) await desk.pull();
      const slip = desks.get(lost).one('slip', yesLost);
      assert.deepEqual([slip.outcome, slip.code, slip.params.who], ['refused', 'swap.taken', hr.one('person', plan.takers[winner]).name]);
      assert.ok(slip.next.length > 0, 'with what else there is');
      assert.equal(desks.get(won).one('slip', yesWon).code, 'swap.settled');
      await lost.sees('verdicts.swap.taken');
      await lost.sees('parts.next_steps');
      step('one has the shift, the other a slip with reason and next steps');

      const punches = [...a.posted].filter(([, what]) => what.collection === 'punch').map(([id]) => id);
      const verdicts = punches.map((id) => desks.get(a).one('slip', id));
      assert.ok(verdicts.every((v) => ['accepted', 'held', 'duplicate'].includes(v?.outcome)), `A's check-in has a verdict: ${JSON.stringify(verdicts)}`);
      const quiz = [...a.posted].find(([, what]) => what.collection === 'quiz_attempt')[0];
      assert.equal(desks.get(a).one('slip', quiz).outcome, 'accepted');
      assert.equal(desks.get(a).one('quiz_attempt', quiz).passed, true);

      const head = await take('head', 'h301');
      const leave = [...a.posted].find(([, what]) => what.collection === 'leave_request')[0];
      await approve(head, leave);
      await head.allSent();
      desks.set(head, await Desk.logIn(server, 'h301'));
      await until("A's leave is approved on her phone", async () => {
        await a.goto(`/request/${leave}`);
        return (await a.page.locator('.st[data-state=accepted]').count()) > 0;
      }, 20_000);
      assert.equal((await desks.get(a).pull()).one('leave_request', leave).state, 'approved');
      step('the head nurse approved the leave on her phone');

      const last = hr.all('assignment').filter((row) => row.department === 'w3').map((row) => row.day).sort().at(-1);
      const office = await take('office', 'r801', { width: 1440, height: 900, scale: 1, mobile: false });
      const version = await generate(office);
      await a.goto('/inbox');
      await a.sees('inbox.roster.published.title', undefined, 20_000);
      await desks.get(a).pull();
      const fresh = desks.get(a).all('assignment').filter((row) => row.person === 'n301' && row.day > last);
      assert.ok(fresh.length > 0 && fresh.every((row) => row.version === version));
      assert.equal(desks.get(a).all('message').filter((m) => m.code === 'roster.published').length, 1);
      const shown = await deliverPush(a, 'roster');
      assert.deepEqual(shown.map((n) => n.body), ['你有一条排班消息']);
      assert.doesNotMatch(JSON.stringify(shown), /林晓月|病区|夜班|\d{1,2}月/);
      step('a new roster is out: inbox message and push');

      for (const phone of desks.keys()) await phone.allSent();
      await reconcile(store, desks, [...desks.keys()]);
      assert.deepEqual([...desks.keys(), office].flatMap((phone) => phone.faults), [], 'no screen complained');
      assert.deepEqual(server.complaints(), []);
      step('nothing twice, nothing lost');
      if (kind === 'sqlite' && process.env.PICTURES === '1') await portraits(a, lost, yesLost, head, office, version);
    });
  });
}

async function approve(head, leave) {
  await head.goto('/approvals');
  await head.page.locator(`a[href="#/approvals/${leave}"]`).first().click();
  await head.thing('approvals.approve').click();
  await until('the decision', async () => [...(await head.stored())].length > 0);
}
