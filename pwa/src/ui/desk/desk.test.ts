import { describe, expect, it } from 'vitest';
import { gapCurve } from './curve';
import { cellsOf, moved, single } from './range';

const inside = (path: string): boolean => [...path.matchAll(/[\d.]+/g)].every(([n]) => Number(n) >= 0 && Number(n) <= 312);

describe('moving on the grid', () => {
  it('stops at the edges', () => {
    expect(moved(single(0, 0), 'ArrowUp', false, 30, 28)).toEqual(single(0, 0));
    expect(moved(single(29, 27), 'ArrowRight', false, 30, 28)).toEqual(single(29, 27));
    expect(moved(single(3, 4), 'Home', false, 30, 28)).toEqual(single(3, 0));
    expect(moved(single(3, 4), 'PageDown', false, 30, 28)).toEqual(single(13, 4));
  });

  it('leaves other keys to the letters', () => {
    expect(moved(single(0, 0), 'd', false, 30, 28)).toBeNull();
  });

  it('stretches with Shift from where it began, also backwards', () => {
    const stretched = moved(moved(single(2, 2), 'ArrowLeft', true, 5, 5) ?? single(0, 0), 'ArrowUp', true, 5, 5) ?? single(0, 0);
    expect(cellsOf(stretched)).toEqual([{ row: 1, col: 1 }, { row: 1, col: 2 }, { row: 2, col: 1 }, { row: 2, col: 2 }]);
  });
});

describe('the gap curve', () => {
  it('falls in steps and meets the bound when proven best', () => {
    const curve = gapCurve([{ at: 0, best: 100, bound: 10 }, { at: 5, best: 40, bound: 40 }], 30);
    expect(curve.best).toMatch(/^M10 8H.*V/);
    expect(curve.now.y).toBe(Number(/ ([\d.]+)$/.exec(curve.bound)?.[1]));
  });

  it('draws before the first version, past the limit and with equal costs without leaving the frame', () => {
    expect(gapCurve([], 30)).toMatchObject({ best: '', bound: '' });
    expect(gapCurve([{ at: 0, best: null, bound: 3 }], 30).best).toBe('');
    for (const path of Object.values(gapCurve([{ at: 0, best: 5, bound: 5 }, { at: 99, best: 5, bound: 5 }], 30)).filter((v) => typeof v === 'string')) expect(inside(path)).toBe(true);
  });
});
