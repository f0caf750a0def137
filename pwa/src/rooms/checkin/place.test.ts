import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { distanceM, fixOnce, judgePlace } from './place';

interface Case {
  readonly distance: number;
  readonly accuracy: number | null;
  readonly radius: number;
  readonly outcome: string;
}

const vectors = JSON.parse(readFileSync(new URL('../../../../shared-schemas/vectors/place.json', import.meta.url), 'utf8')) as Record<string, unknown>;

describe('place', () => {
  it('agrees with the server on every golden case', () => {
    const cases = vectors['judge'] as Case[];
    expect(cases.length).toBeGreaterThan(5);
    for (const c of cases) expect(judgePlace(c.distance, c.accuracy ?? Number.NaN, c.radius), JSON.stringify(c)).toBe(c.outcome);
  });

  it('asks for a second proof at 120 m from a 100 m fence with 35 m and 300 m (PHONE 4.30)', () => {
    expect(judgePlace(120, 35, 100)).toBe('unsure');
    expect(judgePlace(120, 300, 100)).toBe('unsure');
  });

  it('measures a known distance', () => {
    expect(Math.round(distanceM({ lat: 31.2, lon: 121.4 }, { lat: 31.201, lon: 121.4 }))).toBe(111);
  });
});

const answering = (act: (good: PositionCallback, bad: PositionErrorCallback) => void): Geolocation => ({ getCurrentPosition: act }) as unknown as Geolocation;
const at = (latitude: number, longitude: number, timestamp: number): GeolocationPosition => ({ coords: { latitude, longitude, accuracy: 20 }, timestamp }) as unknown as GeolocationPosition;

describe('fixOnce', () => {
  it.each([
    ['none', undefined],
    ['denied', answering((_, bad) => bad({ code: 1 } as GeolocationPositionError))],
    ['unavailable', answering((_, bad) => bad({ code: 2 } as GeolocationPositionError))],
    ['timeout', answering((_, bad) => bad({ code: 3 } as GeolocationPositionError))],
    ['zero', answering((good) => good(at(0, 0, 1000)))],
    ['stale', answering((good) => good(at(31, 121, 1000 - 120_000)))],
    ['ok', answering((good) => good(at(31, 121, 1000)))],
  ] as const)('ends as %s', async (kind, geolocation) => {
    expect((await fixOnce(geolocation, () => 1000)).kind).toBe(kind);
  });
});
