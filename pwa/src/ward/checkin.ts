import type { Punch } from '../../../shared-schemas/wire';
import { MINUTE, type Duty } from './duty';

/** Check-in opens this long before a duty begins. */
export const OPENS_BEFORE = 60 * MINUTE;
/** And its check-out stays reachable this long after it ends (K13). */
export const CLOSES_AFTER = 4 * 60 * MINUTE;

export type Button = { readonly state: 'early'; readonly duty: Duty; readonly opens: number } | { readonly state: 'in' | 'out'; readonly duty: Duty } | { readonly state: 'done'; readonly duty: Duty } | { readonly state: 'none' };

/** The duty a mark is made for: the button's own, else one whose time fits; null is an unplanned mark, which is kept as well (K12). */
export function dutyForMark(duties: readonly Duty[], punches: readonly Punch[], direction: Punch['direction'], at: number): Duty | null {
  const button = buttonFor(duties, punches, at);
  if (button.state === direction) return button.duty;
  const fits = duties.filter((d) => (direction === 'in' ? at >= d.from - OPENS_BEFORE && at <= d.to : at >= d.from && at <= d.to + CLOSES_AFTER));
  return (direction === 'in' ? fits.at(-1) : fits[0]) ?? null;
}

/** The button follows the shift, not the last mark: a forgotten check-out never flips tomorrow's check-in. */
export function buttonFor(duties: readonly Duty[], punches: readonly Punch[], now: number): Button {
  const open = duties.filter((d) => now >= d.from - OPENS_BEFORE && now <= d.to + CLOSES_AFTER);
  for (const duty of open) {
    const own = punches.filter((p) => p.day === duty.assignment.day);
    const came = own.some((p) => p.direction === 'in');
    const went = own.some((p) => p.direction === 'out');
    if (!came && now <= duty.to) return { state: 'in', duty };
    if (!went) return { state: 'out', duty };
  }
  const last = open.at(-1);
  const next = duties.find((d) => d.from > now);
  if (last && (!next || next.from - OPENS_BEFORE > now)) return { state: 'done', duty: last };
  return next ? { state: 'early', duty: next, opens: next.from - OPENS_BEFORE } : { state: 'none' };
}
