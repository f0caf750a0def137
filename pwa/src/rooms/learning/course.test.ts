import { describe, expect, it } from 'vitest';
import type { CourseProgress, CourseRevision, LearningEvent } from '../../../../shared-schemas/wire';
import { blockStates, firstOpen, minutesLeft, newest } from './course';

const revision = (n: number, hashes: Record<string, string>) =>
  ({ course: 'c', revision: n, hashes, content: { blocks: Object.keys(hashes).map((id) => ({ id, kind: 'text', minutes: 1.5 })) } }) as unknown as CourseRevision;
const read = (block: string, block_hash: string, person = 'me') => ({ course: 'c', person, block, block_hash }) as LearningEvent;
const progress = { blocks: { a: 'a1', b: 'b1' } } as unknown as CourseProgress;

describe('a course', () => {
  const now = revision(2, { a: 'a1', b: 'b2', c: 'c1' });

  it('asks again only for what changed (K20), and counts what this phone noted without signal', () => {
    expect(blockStates(now, progress, [], 'me')).toEqual(['done', 'changed', 'todo']);
    expect(blockStates(now, progress, [read('b', 'b2'), read('c', 'c1', 'somebody')], 'me')).toEqual(['done', 'done', 'todo']);
    expect(blockStates(now, undefined, [], 'me')).toEqual(['todo', 'todo', 'todo']);
  });

  it('goes on at the first open block and says the minutes left, rounded up', () => {
    expect([firstOpen(['done', 'changed', 'todo']), firstOpen(['done', 'done'])]).toEqual([1, 0]);
    expect(minutesLeft(now, ['done', 'todo', 'todo'])).toBe(3);
    expect(minutesLeft(now, ['done', 'done', 'todo'])).toBe(2);
  });

  it('opens the newest revision that is here', () => {
    expect(newest([revision(1, {}), now], 'c')?.revision).toBe(2);
    expect(newest([now], 'other')).toBeUndefined();
  });
});
