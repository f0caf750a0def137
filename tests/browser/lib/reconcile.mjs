// The books of all phones against the server: by its feed, and by its database.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './server.mjs';

const FACTS_AND_INTENTS = ['punch', 'learning_event', 'quiz_attempt', 'leave_request', 'swap_offer', 'swap_accept', 'decision'];

/** Every change of every phone: one receipt, one record, none twice, none missing. */
export async function reconcile(store, desks, phones) {
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
