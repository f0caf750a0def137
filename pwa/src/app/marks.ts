import type { World } from './environment';

/**
 * What is remembered outside IndexedDB of each person's store: when it last spoke with the server and how much waited. If the store is
 * gone and the mark is not, the phone removed it by itself (PHONE 4.3). Counts and times only, no names.
 */
export interface Mark {
  readonly since: number;
  readonly unsent: number;
}

type Marks = Readonly<Record<string, Mark>>;
const KEY = 'zhiban:stores';

export function readMarks(from: World['marks']): Marks {
  try {
    const found = JSON.parse(from.getItem(KEY) ?? '{}') as unknown;
    return typeof found === 'object' && found !== null ? (found as Marks) : {};
  } catch {
    return {};
  }
}

/** Sets a store's mark, or takes it away with null. */
export function mark(into: World['marks'], key: string, value: Mark | null): void {
  const { [key]: _old, ...others } = readMarks(into);
  try {
    into.setItem(KEY, JSON.stringify(value ? { ...others, [key]: value } : others));
  } catch {
    // No room or no access: the mark is a convenience, the store is not.
  }
}
