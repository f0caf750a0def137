// A ward's day without signal, and back: three nurses' phones, the head nurse's phone and the office's desk, on both databases.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accept, approve, askLeave, checkIn, COURSE, generate, learn, offerSwap } from './lib/acts.mjs';
import { Desk } from './lib/desk.mjs';
import { Phone } from './lib/phone.mjs';
import { portraits } from './lib/portraits.mjs';
import { deliverPush } from './lib/push.mjs';
import { reconcile } from './lib/reconcile.mjs';
import { demoStore, Server, until } from './lib/server.mjs';
import { course, swapOf } from './lib/ward.mjs';

async function offline(phone) {
  await phone.link.cut();
  assert.equal(await phone.page.evaluate(() => navigator.onLine), true, 'the browser itself notices nothing');
}

async function online(phone) {
  await phone.link.restore();
  await phone.allSent();
}

/** The page, what it says is waiting, and what lies in the store agree. */
async function waitingOnScreen(phone, expected) {
  await phone.goto('/phone');
  await phone.page.locator('.w').first().waitFor();
  assert.equal(Number(await phone.page.locator('.w .n').first().textContent()), expected);
  assert.equal(await phone.waiting(), expected);
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
