import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const tokens = readFileSync(fileURLToPath(new URL('tokens.css', import.meta.url)), 'utf8');

/** Ink, and every ground it stands on. Words need 4.5 (WCAG 2.2 1.4.3). */
const TEXT: Record<string, string> = {
  'ink': 'bg surface ramp-2 ramp-1 ramp-0 refused-bg clock-bg held-bg',
  'ink-2': 'bg surface sunken primary-soft refused-bg',
  'ink-3': 'bg surface sunken',
  'on-primary': 'primary',
  'primary-ink': 'surface bg primary-soft',
  'waiting-ink': 'waiting-bg surface bg',
  'sent-ink': 'sent-bg surface bg',
  'accepted-ink': 'accepted-bg surface bg',
  'held-ink': 'held-bg surface bg',
  'refused-ink': 'refused-bg surface bg',
  'clock-ink': 'clock-bg surface bg',
  'day-ink': 'day-bg',
  'eve-ink': 'eve-bg',
  'night-ink': 'night-bg',
  'leave-ink': 'leave-bg leave-hatch',
  'train-ink': 'train-bg',
  'call-ink': 'call-bg',
  'rest-ink': 'surface bg',
  'seal-yes': 'surface',
  'seal-no': 'surface',
  'seal-wait': 'surface',
  'on-ramp-3': 'ramp-3',
  'on-ramp-4': 'ramp-4',
  'on-ramp-5': 'ramp-5',
};

/** Edges, icons and marks need 3 (1.4.11). */
const EDGES: Record<string, string> = {
  'primary': 'surface bg',
  'edge': 'surface bg',
  'focus': 'bg',
  'waiting-edge': 'surface',
  'sent-edge': 'surface',
  'accepted-edge': 'surface',
  'held-edge': 'surface',
  'refused-edge': 'surface',
  'clock-edge': 'surface',
  'day-edge': 'surface',
  'eve-edge': 'surface',
  'night-edge': 'surface',
  'leave-edge': 'surface',
  'train-edge': 'surface',
  'call-edge': 'surface',
};

function theme(name: string): Map<string, string> {
  const start = tokens.indexOf(`[data-theme="${name}"]`);
  const block = tokens.slice(start, tokens.indexOf('\n}', start));
  return new Map([...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1] ?? '', m[2] ?? '']));
}

/** Relative luminance of #rrggbb. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function below(pairs: Record<string, string>, colours: Map<string, string>, need: number): string[] {
  return Object.entries(pairs).flatMap(([ink, grounds]) =>
    grounds.split(' ').flatMap((ground) => {
      const [a, b] = [colours.get(ink), colours.get(ground)];
      const got = a && b ? contrast(a, b) : 0;
      return got < need ? [`${ink} on ${ground}: ${got.toFixed(2)}`] : [];
    }),
  );
}

describe.each(['light', 'dark', 'night'])('contrast of the %s theme', (name) => {
  const colours = theme(name);

  it('of words', () => expect(below(TEXT, colours, 4.5)).toEqual([]));
  it('of edges and marks', () => expect(below(EDGES, colours, 3)).toEqual([]));

  it('keeps day, evening and night apart by lightness alone', () => {
    const [day, eve, night] = ['day-bg', 'eve-bg', 'night-bg'].map((k) => luminance(colours.get(k) ?? '#000000')) as [number, number, number];
    expect(day / eve).toBeGreaterThan(1.5);
    expect(eve / night).toBeGreaterThan(2.5);
  });
});

it('knows a bad pair when it sees one', () => {
  expect(below({ a: 'b' }, new Map([['a', '#777777'], ['b', '#888888']]), 4.5)).toEqual(['a on b: 1.26']);
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
});
