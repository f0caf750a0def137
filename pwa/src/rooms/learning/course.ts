import type { CourseContent, CourseProgress, CourseRevision, LearningEvent, Localised } from '../../../../shared-schemas/wire';

export type Block = CourseContent['blocks'][number];

/** The language's side of a two-language text. */
export const say = (text: Localised, locale: string): string => (locale === 'zh-CN' ? text.zh : text.en);

export type BlockState = 'todo' | 'done' | 'changed';

/** How far each block is: by the hash that was read, so that a revised course costs only what changed (K20). */
export function blockStates(revision: CourseRevision, progress: CourseProgress | undefined, events: readonly LearningEvent[], person: string): BlockState[] {
  const own = events.filter((e) => e.person === person && e.course === revision.course);
  return revision.content.blocks.map((block) => {
    const hash = revision.hashes[block.id];
    const read = new Set([...(progress?.blocks[block.id] ? [progress.blocks[block.id]] : []), ...own.filter((e) => e.block === block.id).map((e) => e.block_hash)]);
    if (hash !== undefined && read.has(hash)) return 'done';
    return read.size > 0 ? 'changed' : 'todo';
  });
}

/** Where to go on reading: the first block that is not done. */
export const firstOpen = (states: readonly BlockState[]): number => Math.max(0, states.findIndex((s) => s !== 'done'));

/** Minutes of what is not read yet. */
export const minutesLeft = (revision: CourseRevision, states: readonly BlockState[]): number => Math.ceil(revision.content.blocks.reduce((sum, b, i) => sum + (states[i] === 'done' ? 0 : b.minutes), 0));

/** The newest revision of a course that this phone holds. */
export const newest = (revisions: readonly CourseRevision[], course: string): CourseRevision | undefined =>
  revisions.filter((r) => r.course === course).sort((a, b) => b.revision - a.revision)[0];
