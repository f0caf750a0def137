import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { groundColours, sprite } from './page';

const src = fileURLToPath(new URL('../src', import.meta.url));
const tokens = readFileSync(join(src, 'ui/tokens.css'), 'utf8');
const icons = readFileSync(join(src, 'ui/icons.svg'), 'utf8');

function files(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

describe('colour', () => {
  it('is written in tokens.css and nowhere else', () => {
    const own = files(src).filter((f) => /\.(svelte|css|ts)$/.test(f) && !f.endsWith('tokens.css') && !f.endsWith('.test.ts'));
    expect(own.length).toBeGreaterThan(50);
    const offenders = own.filter((f) => /(?<![&\w'"/])#[0-9a-fA-F]{3,8}\b(?![-/])/.test(readFileSync(f, 'utf8').replace(/href="#[^"]*"|url\(#[^)]*\)|{#\w+|#[a-z]{3,8}(?=[ ,)}])/g, '')));
    expect(offenders).toEqual([]);
  });

  it('of the ground is known for every theme', () => {
    expect(groundColours(tokens)).toEqual({ light: '#f2f4f0', dark: '#0d1413', night: '#090705' });
  });
});

describe('the icon sprite', () => {
  it('keeps only icons that some source names', () => {
    const small = sprite(icons, `<Icon name="lock" /> icon: 'swap'`);
    expect([...small.matchAll(/id="([^"]+)"/g)].map((m) => m[1])).toEqual(['i-lock', 'i-swap']);
  });

  it('holds every icon that the type names', () => {
    const types = readFileSync(join(src, 'ui/types.ts'), 'utf8');
    const named = [...types.slice(types.indexOf('IconName =')).matchAll(/'(\w+)'/g)].map((m) => m[1] ?? '');
    const drawn = [...sprite(icons).matchAll(/id="i-([^"]+)"/g)].map((m) => m[1] ?? '');
    expect(drawn.toSorted()).toEqual(named.toSorted());
  });
});
