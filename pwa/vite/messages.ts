import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { withBreaks } from './breaks.ts';

export const LOCALES = ['zh-CN', 'en'] as const;
export type CatalogueLocale = (typeof LOCALES)[number];

type Catalogue = Record<string, string>;

const areaOf = (file: string): string => file.slice(0, file.indexOf('.'));

/** The areas there are: every `<area>.zh-CN.json`. */
export const areas = (dir: string): string[] =>
  readdirSync(dir).filter((f) => f.endsWith('.zh-CN.json') && !f.startsWith('glossary')).map(areaOf).sort();

/** Merges the per-area files of one locale, or takes one area alone. Throws when two files claim one key or a key does not carry its area's name. */
export function merge(dir: string, locale: CatalogueLocale, only?: string): Catalogue {
  const out: Catalogue = {};
  const suffix = `.${locale}.json`;
  for (const file of readdirSync(dir).filter((f) => f.endsWith(suffix)).sort()) {
    const area = areaOf(file);
    if (area === 'glossary' || (only && area !== only)) continue;
    const texts = JSON.parse(readFileSync(join(dir, file), 'utf8')) as Catalogue;
    for (const [key, text] of Object.entries(texts)) {
      if (!key.startsWith(`${area}.`)) throw new Error(`${file}: key ${key} must begin with "${area}."`);
      if (key in out) throw new Error(`${file}: key ${key} is defined twice`);
      out[key] = text;
    }
  }
  return out;
}

/** Keys that one of the locales lacks, as "locale key". */
export function missingKeys(dir: string): string[] {
  const [zh, en] = LOCALES.map((l) => merge(dir, l)) as [Catalogue, Catalogue];
  return [
    ...Object.keys(zh).filter((k) => !(k in en)).map((k) => `en ${k}`),
    ...Object.keys(en).filter((k) => !(k in zh)).map((k) => `zh-CN ${k}`),
  ];
}

const glossary = (dir: string): string[] =>
  JSON.parse(readFileSync(join(dir, 'glossary.zh-CN.json'), 'utf8')) as string[];

const PREFIX = 'virtual:messages/';

/** One lazy import for each locale and area, as source text. */
function loaders(dir: string): string {
  const lines = LOCALES.flatMap((l) => areas(dir).map((a) => `'${l}/${a}': () => import('${PREFIX}${l}/${a}')`));
  return `export default { ${lines.join(', ')} }`;
}

/** Serves `virtual:messages/<locale>/<area>`, one flat object with break opportunities already inside the Chinese, and `virtual:messages/loaders`. */
export function messages(dir: string): Plugin {
  let building = false;
  return {
    name: 'zhiban-messages',
    configResolved(config) {
      building = config.command === 'build';
    },
    buildStart() {
      const missing = missingKeys(dir);
      if (missing.length === 0) return;
      const text = `message catalogue: missing ${missing.join(', ')}`;
      if (building) this.error(text);
      else this.warn(text);
    },
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const [locale, area] = id.slice(PREFIX.length + 1).split('/') as [CatalogueLocale | 'loaders', string];
      if (locale === 'loaders') return loaders(dir);
      for (const file of readdirSync(dir)) this.addWatchFile(join(dir, file));
      const texts = merge(dir, locale, area);
      if (locale === 'zh-CN') {
        const words = glossary(dir);
        for (const key of Object.keys(texts)) texts[key] = withBreaks(texts[key] ?? '', words);
      }
      return `export default ${JSON.stringify(texts)}`;
    },
  };
}
