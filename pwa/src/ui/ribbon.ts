/** Geometry of the 24-hour ribbon: noon to noon for a night duty, midnight to midnight for a day. Instants are epoch ms. */
export interface RibbonFrame {
  start: number;
  end: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The 24 hours that hold the duty best: from 12:00 (or the duty's start) when it runs past midnight, else from 00:00. `offset` = zone minus UTC in ms. */
export function frameFor(from: number, to: number, offset = 8 * HOUR): RibbonFrame {
  const midnight = Math.floor((from + offset) / DAY) * DAY - offset;
  const overnight = to > midnight + DAY;
  const start = overnight ? Math.min(midnight + 12 * HOUR, from) : midnight;
  const late = to > start + DAY ? to - DAY : start;
  return { start: late, end: late + DAY };
}

/** Where an instant sits in the frame, 0-100, clipped to the edges. */
export const percent = (at: number, frame: RibbonFrame): number =>
  Math.round(Math.min(100, Math.max(0, ((at - frame.start) / (frame.end - frame.start)) * 100)) * 10) / 10;

/** Ticks at the duty's ends and at every sixth hour that does not touch them. */
export function ticks(from: number, to: number, frame: RibbonFrame): number[] {
  const ends = [from, to].filter((x) => x >= frame.start && x <= frame.end);
  const sixth: number[] = [];
  for (let at = frame.start; at < frame.end; at += 6 * HOUR) if (ends.every((e) => Math.abs(e - at) >= 2.5 * HOUR)) sixth.push(at);
  return [...ends, ...sixth].sort((a, b) => a - b);
}

/** Light of the sky by hour of the day: [from, to, light]. */
const SKY = [[0, 6.25, 'night'], [6.25, 7.7, 'eve'], [7.7, 18.25, 'day'], [18.25, 21.6, 'eve'], [21.6, 24, 'night']] as const;

/** The ground behind the duty as percent bands of the frame. */
export function sky(frame: RibbonFrame, offset = 8 * HOUR): { from: number; to: number; light: 'night' | 'eve' | 'day' }[] {
  const midnight = Math.floor((frame.start + offset) / DAY) * DAY - offset;
  return [0, 1]
    .flatMap((day) => SKY.map(([a, b, light]) => ({ from: percent(midnight + day * DAY + a * HOUR, frame), to: percent(midnight + day * DAY + b * HOUR, frame), light })))
    .filter((band) => band.to > band.from);
}
