// What people do on their phones and at the desk, step by step as they would tap it.
import { picture } from './pictures.mjs';
import { until } from './server.mjs';
import { course, wardCode } from './ward.mjs';

export const COURSE = 'fall-prevention';

/** Check-in with a fix of 300 m, then the ward's code as second proof. */
export async function checkIn(a) {
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
export async function learn(a) {
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

export async function askLeave(a, day) {
  await a.goto('/leave/new');
  for (const name of ['requests.first_day', 'requests.last_day']) await a.page.getByLabel(a.say(name), { exact: true }).fill(day);
  await a.thing('requests.ask_leave').click();
  await a.sees('requests.on_phone');
}

export async function offerSwap(a, day) {
  await a.goto(`/shifts?day=${day}`);
  await a.page.locator(`a[href="#/swap/new?day=${day}"]`).click();
  await a.tap('requests.offer');
  await a.sees('requests.on_phone');
  return decodeURIComponent((await a.page.evaluate(() => location.hash)).split('/').pop());
}

export async function accept(phone, offer) {
  await phone.goto('/requests');
  await phone.page.locator(`a[href="#/swap/${offer}"]`).click();
  await phone.tap('requests.accept');
  await phone.sees('requests.on_phone');
  return (await phone.page.evaluate(() => location.hash)).split('/').pop();
}

export async function approve(head, leave) {
  await head.goto('/approvals');
  await head.page.locator(`a[href="#/approvals/${leave}"]`).first().click();
  await head.thing('approvals.approve').click();
  await until('the decision', async () => [...(await head.stored())].length > 0);
}

/** HR at the desk: a new draft for the ward, solved with its progress on the screen, and published. */
export async function generate(office) {
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
