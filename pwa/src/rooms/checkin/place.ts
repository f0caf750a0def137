import type { Punch } from '../../../../shared-schemas/wire';

/** The same figures as the server's geometry (A16, K15, PHONE 4.30); golden vectors keep the two alike. */
const EARTH_M = 6_371_008.8;
const UNSURE_OVER_M = 200;
const ACCURACY_CAP_M = 100;

export interface Point {
  readonly lat: number;
  readonly lon: number;
}

const rad = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in metres. */
export function distanceM(a: Point, b: Point): number {
  const half = Math.sin(rad(b.lat - a.lat) / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(rad(b.lon - a.lon) / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** Direction from a to b, radians clockwise from north. */
export function bearing(a: Point, b: Point): number {
  const y = Math.sin(rad(b.lon - a.lon)) * Math.cos(rad(b.lat));
  const x = Math.cos(rad(a.lat)) * Math.sin(rad(b.lat)) - Math.sin(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.cos(rad(b.lon - a.lon));
  return Math.atan2(y, x);
}

/** Inside, unsure or outside; never a reason to refuse. */
export function judgePlace(distance: number, accuracy: number, radius: number): 'inside' | 'unsure' | 'outside' {
  if (!(accuracy <= UNSURE_OVER_M && distance >= 0)) return 'unsure';
  if (distance <= radius) return 'inside';
  return distance - Math.min(accuracy, ACCURACY_CAP_M) > radius ? 'outside' : 'unsure';
}

export interface Fix {
  readonly kind: Punch['fix'];
  readonly lat: number | null;
  readonly lon: number | null;
  readonly accuracy: number | null;
  readonly age: number;
}

const nothing = (kind: Punch['fix']): Fix => ({ kind, lat: null, lon: null, accuracy: null, age: 0 });
const WAIT_MS = 10_000;
const STALE_MS = 60_000;

/** One position, on tap, for at most ten seconds; every way it can end is an answer (PHONE 4.29, 4.33). */
export function fixOnce(geolocation: Geolocation | undefined, now: () => number): Promise<Fix> {
  if (!geolocation) return Promise.resolve(nothing('none'));
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(nothing('timeout')), WAIT_MS + 500);
    const done = (fix: Fix): void => {
      clearTimeout(late);
      resolve(fix);
    };
    geolocation.getCurrentPosition(
      ({ coords, timestamp }) => done(readFix(coords, Math.max(0, Math.round(now() - timestamp)))),
      ({ code }) => done(nothing(code === 1 ? 'denied' : code === 2 ? 'unavailable' : 'timeout')),
      { enableHighAccuracy: true, timeout: WAIT_MS, maximumAge: 15_000 },
    );
  });
}

function readFix(coords: GeolocationCoordinates, age: number): Fix {
  if (coords.latitude === 0 && coords.longitude === 0) return nothing('zero');
  const accuracy = Math.min(Math.round(coords.accuracy), 10_000_000);
  return { kind: age > STALE_MS ? 'stale' : 'ok', lat: coords.latitude, lon: coords.longitude, accuracy, age: Math.min(age, 86_400_000) };
}
