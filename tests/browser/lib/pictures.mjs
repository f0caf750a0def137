// Pictures for the README, only with PICTURES=1, so that an ordinary run leaves the tree alone.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './server.mjs';
import { smaller } from './png.mjs';

const folder = join(ROOT, 'docs/pictures');
const wanted = process.env.PICTURES === '1';

/** `name-zh.png`, `name-en.png`; at rest, without a blinking caret. */
export async function picture(phone, name) {
  if (!wanted || phone.noPictures) return;
  mkdirSync(folder, { recursive: true });
  await phone.page.waitForTimeout(350);
  const raw = await phone.page.screenshot({ animations: 'disabled', caret: 'hide' });
  writeFileSync(join(folder, `${name}.png`), smaller(raw));
}
