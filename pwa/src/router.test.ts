import { describe, expect, it } from 'vitest';
import { link, match, parseHash } from './router';

describe('places', () => {
  it('reads path and query', () => {
    expect(parseHash('#/swap/42?from=inbox')).toEqual({ path: '/swap/42', query: { from: 'inbox' } });
    expect(parseHash('')).toEqual({ path: '/today', query: {} });
    expect(parseHash('#')).toEqual({ path: '/today', query: {} });
    expect(parseHash('#//inbox//')).toEqual({ path: '/inbox', query: {} });
    expect(parseHash('#today').path).toBe('/today');
  });

  it('writes links that read back the same, Chinese included', () => {
    expect(parseHash(link('/shifts', { q: '夜班 & 中班' }))).toEqual({ path: '/shifts', query: { q: '夜班 & 中班' } });
    expect(link('/today')).toBe('#/today');
  });

  it('matches parameters and nothing longer or shorter', () => {
    expect(match('/swap/:id', '/swap/a%2Fb')).toEqual({ id: 'a/b' });
    expect(match('/swap/:id', '/swap')).toBeNull();
    expect(match('/swap/:id', '/swap/1/2')).toBeNull();
    expect(match('/swap/new', '/swap/1')).toBeNull();
    expect(match('/swap/:id', '/swap/%E0%A4%A')).toBeNull();
  });
});
