const HOUR = 3_600_000;
const NIGHT_BEGINS = 20;
const NIGHT_ENDS = 7;

/** Whether a duty is worked mainly at night: it covers 02:00 hospital time. `offset` is the zone's offset in ms. */
const coversTwo = (from: number, to: number, offset: number): boolean => {
  const day = Math.floor((from + offset) / (24 * HOUR));
  return [day, day + 1].some((d) => {
    const two = d * 24 * HOUR + 2 * HOUR - offset;
    return from <= two && two < to;
  });
};

/**
 * The 20:00-07:00 window of the first night duty that has not ended, or null when the person's next duty is by day.
 * Duties in epoch ms, in any order; `offset` = hospital zone minus UTC in ms (China: 8 h).
 */
export function nightWindow(
  duties: readonly { from: number; to: number }[],
  now: number,
  offset = 8 * HOUR,
): { nightFrom: number; nightTo: number } | null {
  const next = [...duties].sort((a, b) => a.from - b.from).find((d) => d.to > now);
  if (!next || !coversTwo(next.from, next.to, offset)) return null;
  const local = next.from + offset;
  const day = Math.floor(local / (24 * HOUR)) - (local % (24 * HOUR) < NIGHT_ENDS * HOUR ? 1 : 0);
  const nightFrom = day * 24 * HOUR + NIGHT_BEGINS * HOUR - offset;
  return { nightFrom, nightTo: nightFrom + (24 - NIGHT_BEGINS + NIGHT_ENDS) * HOUR };
}
