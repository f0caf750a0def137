// The catalogues that the screens speak from: journeys name a sentence by its key, never by its present wording.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './server.mjs';

const folder = join(ROOT, 'shared-schemas/messages');

function load(locale) {
  const files = readdirSync(folder).filter((name) => name.endsWith(`.${locale}.json`) && !name.startsWith('glossary'));
  return Object.assign({}, ...files.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}

const catalogues = { 'zh-CN': load('zh-CN'), en: load('en') };

/** A sentence that now lives in another area under the same name: which file it loads with is no journey's business. */
function moved(catalogue, key) {
  const found = Object.keys(catalogue).filter((other) => other.slice(other.indexOf('.')) === key.slice(key.indexOf('.')));
  return found.length === 1 ? catalogue[found[0]] : undefined;
}

/** A sentence with its parameters filled in; without them, the longest part that does not depend on any. */
export function say(locale, key, params) {
  const text = catalogues[locale][key] ?? moved(catalogues[locale], key);
  if (text === undefined) throw new Error(`no sentence ${key} in ${locale}`);
  if (!params) return text.split(/\{[^}]*\}/).sort((a, b) => b.length - a.length)[0].trim();
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name, one, many) => (one === undefined ? String(params[name]) : Number(params[name]) === 1 ? one : many));
}
