/** Where the dots of a count plot sit: equal counts pile up, the reader's own dot stands on the ground line. Units: 140 x 40. */
export function plotDots(others: readonly number[], mine: number): {
  others: { x: number; y: number }[];
  myY: number;
  x: (count: number) => number;
} {
  const all = [...others, mine];
  const low = Math.min(...all);
  const span = Math.max(1, Math.max(...all) - low);
  const x = (count: number): number => Math.round((10 + ((count - low) / span) * 120) * 10) / 10;
  const piled = new Map<number, number>([[mine, 1]]);
  const dots = others.map((count) => {
    const height = piled.get(count) ?? 0;
    piled.set(count, height + 1);
    const lift = count === mine ? 3 : 0;
    return { x: x(count), y: Math.max(4, 29 - height * 7.5 - lift) };
  });
  return { others: dots, myY: 28, x };
}
