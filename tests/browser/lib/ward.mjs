// What a person on the ward would know: which shift can be swapped with whom, the code on the ward's screen, the answers of a course.
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './server.mjs';

export const dayOf = (ms) => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
export const addDays = (day, n) => new Date(Date.parse(day) + n * 86_400_000).toISOString().slice(0, 10);
const monday = (day) => addDays(day, -((new Date(day).getUTCDay() + 6) % 7));

/** Shifts that may stand the day before and after, by rest and recovery (L16). */
const BEFORE = { A: ['', 'A'], P: ['', 'A', 'P'] };
const AFTER = { A: ['', 'A', 'P', 'N'], P: ['', 'P', 'N'] };

/** A day or evening shift of one nurse, and two colleagues who may lawfully take it; and a further work day of hers for leave. */
export function swapOf(desk, giver, now = Date.now()) {
  const rows = new Map(desk.all('assignment').map((a) => [`${a.person}:${a.day}`, a]));
  const work = (person, day) => {
    const shift = rows.get(`${person}:${day}`)?.shift ?? '';
    return shift === 'R' ? '' : shift;
  };
  const me = desk.one('person', giver);
  const busy = new Set([...desk.all('swap_offer'), ...desk.all('leave_request')].filter((r) => ['open', 'waiting', 'approved'].includes(r.state)).map((r) => r.person));
  const others = desk.all('person').filter((p) => p.department === me.department && p.post === me.post && p.id !== giver && p.id !== 'n310' && p.fraction === 1 && !busy.has(p.id));
  const week = (person, day) => [0, 1, 2, 3, 4, 5, 6].filter((n) => work(person, addDays(monday(day), n))).length;
  const free = (p, day, shift) => {
    const [before, after] = [work(p.id, addDays(day, -1)), work(p.id, addDays(day, 1))];
    const nightBefore = work(p.id, addDays(day, -2)) === 'N' && shift === 'A';
    return !rows.get(`${p.id}:${day}`)?.shift?.match(/^[^R]/) && BEFORE[shift].includes(before) && AFTER[shift].includes(after) && !nightBefore && week(p.id, day) <= 4 && me.skills.every((s) => p.skills.includes(s) || s !== 'charge');
  };
  const days = [...rows.values()].filter((a) => a.person === giver && a.day > addDays(dayOf(now), 1) && a.shift in BEFORE).map((a) => a.day).sort();
  for (const day of days) {
    const shift = work(giver, day);
    const takers = others.filter((p) => free(p, day, shift)).slice(0, 2);
    const leave = days.find((d) => d !== day && d < addDays(dayOf(now), 20) && !desk.all('leave_request').some((l) => l.person === giver && l.first_day <= d && d <= l.last_day));
    if (takers.length === 2 && leave) return { day, shift, takers: takers.map((p) => p.id), leave };
  }
  throw new Error(`no shift of ${giver} that two colleagues could take`);
}

/** The six digits on the ward's screen, as the terminal works them out (RFC 6238); the demo's secrets are no secrets. */
export function wardCode(department, ms = Date.now()) {
  const secret = createHash('sha256').update(`zhiban demo ${department}`).digest().subarray(0, 20);
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(ms / 30_000)));
  const mac = createHmac('sha1', secret).update(counter).digest();
  return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export function course(slug) {
  return JSON.parse(readFileSync(join(ROOT, `server/zhiban/demo/courses/${slug}.json`), 'utf8'));
}
