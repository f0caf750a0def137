import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codeAt, secondsLeft, secretBytes } from './ward_code';

interface Vectors {
  readonly codes: readonly { readonly secret: string; readonly hash: 'sha1' | 'sha256'; readonly digits: number; readonly ms: number; readonly code: string }[];
}
const vectors = JSON.parse(readFileSync(new URL('../../../../shared-schemas/vectors/ward_code.json', import.meta.url), 'utf8')) as Vectors;

describe('the ward code (RFC 6238)', () => {
  it('has vectors to hold to', () => expect(vectors.codes.length).toBeGreaterThan(17));

  it.each(vectors.codes)('$code at $ms ($hash, $digits digits)', async (v) => {
    expect(await codeAt(secretBytes(v.secret), v.ms, v.hash === 'sha1' ? 'SHA-1' : 'SHA-256', v.digits)).toBe(v.code);
  });

  it('reads a secret as people type it and refuses what is none', () => {
    expect(secretBytes('gezd gnbv====')).toEqual(secretBytes('GEZDGNBV'));
    expect(() => secretBytes('GEZ1')).toThrow(RangeError);
  });

  it('counts down to the change, never to zero', () => {
    expect([secondsLeft(0), secondsLeft(1), secondsLeft(29_999), secondsLeft(30_000)]).toEqual([30, 30, 1, 30]);
  });
});
