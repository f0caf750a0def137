import type { Assignment } from '../../../shared-schemas/wire';
import type { TypeOf } from './duty';

/** Nights of each comparable colleague in what this phone holds; colleagues without any count as 0. */
export function fairOf(assignments: readonly Assignment[], typeOf: TypeOf, people: ReadonlySet<string>): Map<string, number> {
  const counts = new Map([...people].map((id) => [id, 0]));
  for (const a of assignments) if (counts.has(a.person) && typeOf(a.shift)?.night) counts.set(a.person, (counts.get(a.person) ?? 0) + 1);
  return counts;
}

/** The middle value; the mean of the two middle ones, rounded to a half, when there are two. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : Math.round(sorted[half - 1]! + sorted[half]!) / 2;
}
