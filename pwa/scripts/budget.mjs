// Measures the built app against its budgets (PHONE.md 1.3) and ends with 1 when one is broken: node scripts/budget.mjs [dist]
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = process.argv[2] ?? 'dist';
/** KB gzip. `first` is all script from opening the app until Today stands, the unlock page and all texts on the way included. */
const LIMITS = { first: 45, precache: 400, desk: 250 };
/** The pages of a first load; what a page loads after it stands does not count, what it imports does. */
const FIRST = ['unlock/Unlock', 'today/Today'];
const manifest = JSON.parse(readFileSync(`${dist}/.vite/manifest.json`, 'utf8'));
const kb = (files) => [...files].reduce((sum, f) => sum + gzipSync(readFileSync(`${dist}/${f}`), { level: 9 }).length, 0) / 1024;

/** Files of a chunk and of all that it imports at once. */
function closure(id, seen = new Set()) {
  const chunk = manifest[id];
  if (!chunk || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const next of chunk.imports ?? []) closure(next, seen);
  return seen;
}

const entry = Object.keys(manifest).find((id) => manifest[id].isEntry);
const shell = closure(entry);
const rooms = Object.keys(manifest).filter((id) => /^src\/rooms\/.*\.svelte$/.test(id) && manifest[id].isDynamicEntry);
const first = (name) => {
  const files = new Set(shell);
  for (const id of rooms.filter((r) => r.startsWith(`src/rooms/${name}/`))) closure(id, files);
  for (const [id, chunk] of Object.entries(manifest)) if (id.includes('messages/zh-CN/') && id.endsWith(`/${name}`)) files.add(chunk.file);
  return files;
};
const all = new Set(Object.values(manifest).map((c) => c.file).filter((f) => f.endsWith('.js')));
const desk = [...all].filter((f) => f.includes('/desk-'));
const precached = [...new Set([...readFileSync(`${dist}/sw.js`, 'utf8').matchAll(/["']?url["']?:\s*["'`]([^"'`]+)/g)].map((m) => m[1]))];

const opening = new Set(shell);
for (const room of FIRST) closure(`src/rooms/${room}.svelte`, opening);
for (const [id, chunk] of Object.entries(manifest)) if (/messages\/zh-CN\/(common|unlock|today)$/.test(id)) opening.add(chunk.file);

const rows = [['first load: opening, unlock, Today', kb(opening), LIMITS.first]];
for (const name of [...new Set(rooms.map((r) => r.split('/')[2]))]) if (!desk.some((f) => closure(rooms.find((r) => r.startsWith(`src/rooms/${name}/`))).has(f))) rows.push([`shell and ${name}`, kb(first(name)), null]);
rows.push(['phone precache, all files', kb(precached), LIMITS.precache], ['office chunks', kb(desk), LIMITS.desk]);

let broken = 0;
for (const [what, size, limit] of rows) {
  const over = limit !== null && size > limit;
  broken += over ? 1 : 0;
  console.log(`${what.padEnd(36)} ${size.toFixed(1).padStart(7)} KB gz${limit === null ? '' : `  limit ${limit}${over ? '  OVER' : ''}`}`);
}
const leaked = precached.filter((f) => f.includes('desk-'));
if (leaked.length) console.log(`office files in the phone's precache: ${leaked.join(', ')}`);
process.exitCode = broken || leaked.length ? 1 : 0;
