import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const read = (path: string): string => readFileSync(path, 'utf8');

/** The ground colour of each theme, read from tokens.css so that no colour is written twice. */
export function groundColours(tokens: string): Record<'light' | 'dark' | 'night', string> {
  const bg = (theme: string): string => {
    const block = tokens.slice(tokens.indexOf(`[data-theme="${theme}"]`));
    const found = /--bg:\s*(#[0-9a-f]{6})/.exec(block)?.[1];
    if (!found) throw new Error(`tokens.css: no --bg for ${theme}`);
    return found;
  };
  return { light: bg('light'), dark: bg('dark'), night: bg('night') };
}

/** All sources of the app; the gallery and tests are not part of it. */
function sources(dir: string): string {
  return readdirSync(dir)
    .filter((name) => name !== 'gallery' && !name.endsWith('.test.ts') && name !== 'types.ts')
    .map((name) => join(dir, name))
    .map((path) => (statSync(path).isDirectory() ? sources(path) : /\.(svelte|ts)$/.test(path) ? read(path) : ''))
    .join('\n');
}

/** The icon sprite for the page's body: every symbol in development, in a build those whose name some source file quotes. */
export function sprite(svg: string, usedIn?: string): string {
  const symbols = svg.match(/<symbol id="([^"]+)".*?<\/symbol>/gs) ?? [];
  const kept = symbols.filter((s) => {
    const id = /id="([^"]+)"/.exec(s)?.[1] ?? '';
    return !usedIn || usedIn.includes(`'${id}'`) || usedIn.includes(`"${id}"`);
  });
  return `<svg hidden aria-hidden="true">${kept.join('').replaceAll('<symbol id="', '<symbol id="i-')}</svg>`;
}

/** Writes what must be in the page before any script runs: theme colours and the icon sprite (no script, so the CSP stays strict). */
export function page(src: string): Plugin {
  let building = false;
  return {
    name: 'zhiban-page',
    configResolved(config) {
      building = config.command === 'build';
    },
    transformIndexHtml(html) {
      const ground = groundColours(read(join(src, 'ui/tokens.css')));
      const meta = `<meta name="theme-color" content="${ground.light}" data-light="${ground.light}" data-dark="${ground.dark}" data-night="${ground.night}">`;
      const icons = sprite(read(join(src, 'ui/icons.svg')), building ? sources(src) : undefined);
      return html.replace('<!--theme-colour-->', meta).replace('<!--icons-->', icons);
    },
  };
}
