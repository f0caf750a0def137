import { clock } from '../i18n/format';

interface CaseTime {
  id: string;
  from: number;
  to: number;
  text: string;
  kind: 'surgery' | 'other';
  over?: number | undefined;
  next?: boolean | undefined;
}

/** Places of a doctor's day on a 296-wide line from the first case (or now) to the last. Instants in epoch ms. */
export function timeline(cases: readonly CaseTime[], now: number): {
  now: number;
  blocks: (CaseTime & { x: number; width: number; overWidth: number })[];
  ticks: { x: number; text: string }[];
} {
  const start = Math.min(now, ...cases.map((c) => c.from));
  const end = Math.max(now, ...cases.map((c) => Math.max(c.to, c.over ?? 0)));
  const span = Math.max(1, end - start);
  const at = (ms: number): number => Math.round(((ms - start) / span) * 2880 + 80) / 10;
  const blocks = cases.map((c) => ({ ...c, x: at(c.from), width: Math.max(12, at(c.to) - at(c.from) - 2), overWidth: c.over ? Math.max(0, at(c.over) - at(c.to)) : 0 }));
  const marks = [cases[0]?.from, cases.find((c) => c.next)?.from, cases.at(-1)?.from].filter((x): x is number => x !== undefined);
  const ticks: { x: number; text: string }[] = [];
  for (const ms of new Set(marks)) {
    const x = Math.min(280, Math.max(16, at(ms)));
    if (Math.abs(x - at(now)) > 30 && ticks.every((other) => Math.abs(other.x - x) > 36)) ticks.push({ x, text: clock(ms) });
  }
  return { now: at(now), blocks, ticks };
}
