import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { areas } from '../../vite/messages';

const here = fileURLToPath(new URL('.', import.meta.url));
const known = areas(fileURLToPath(new URL('../../../shared-schemas/messages', import.meta.url)));
const registry = readFileSync(join(here, 'index.ts'), 'utf8');

function sources(dir: string): string {
  return readdirSync(dir)
    .filter((name) => !name.endsWith('.test.ts'))
    .map((name) => join(dir, name))
    .map((path) => (statSync(path).isDirectory() ? sources(path) : readFileSync(path, 'utf8')))
    .join('\n');
}

const keyPattern = new RegExp(`['"\`](${known.join('|')})\\.[a-z0-9_$]`, 'g');
const used = (text: string): string[] => [...new Set([...text.matchAll(keyPattern)].map((m) => m[1] ?? ''))];

/** What the registry declares for the rooms of a folder: areas of its titles, `areas`, and the kit for desk pages. */
function declared(folder: string): Set<string> {
  const lines = registry.split(/\n(?=\s*\{ )/).filter((line) => line.includes(`./${folder}/`));
  const out = new Set(['common']);
  for (const line of lines) {
    for (const area of used(line)) out.add(area);
    for (const [, list] of line.matchAll(/areas: \[([^\]]*)\]/g)) for (const [, area] of (list ?? '').matchAll(/'(\w+)'/g)) out.add(area ?? '');
    if (line.includes('desk:')) out.add('kit');
    if (!line.includes('open: true') && !line.includes("'/today'")) out.add('parts');
  }
  return out;
}

const folders = readdirSync(here).filter((name) => statSync(join(here, name)).isDirectory() && registry.includes(`./${name}/`));

describe('the texts a room uses are loaded before it is mounted', () => {
  it('the check itself finds areas in sources', () => {
    expect(used(`t('today.next') tp("shifts.x") tMaybe(\`verdicts.\${code}\`) 'other.key'`).toSorted()).toEqual(['shifts', 'today', 'verdicts']);
  });

  it.each(folders)('%s', (folder) => {
    const has = declared(folder);
    const text = sources(join(here, folder));
    // what a part that comes later asks for itself, together with its own code
    for (const [, area] of text.matchAll(/need\(\['(\w+)'\]\)/g)) has.add(area ?? '');
    expect(used(text).filter((area) => !has.has(area))).toEqual([]);
  });
});
