export interface CurvePoint {
  /** Seconds since the start. */
  at: number;
  /** Cost of the best roster so far; null until the first one. */
  best: number | null;
  /** No roster can cost less than this. */
  bound: number | null;
}

export interface Curve {
  best: string;
  bound: string;
  between: string;
  now: { x: number; y: number };
}

/** Paths of the gap curve in a 312 x 122 picture: best falls in steps, the bound rises; costs are drawn from the lowest bound to the first best. */
export function gapCurve(points: readonly CurvePoint[], limit: number): Curve {
  const x = (at: number): number => Math.round((10 + (Math.min(at, limit) / Math.max(1, limit)) * 292) * 10) / 10;
  const costs = points.flatMap((p) => [p.best, p.bound]).filter((v): v is number => v !== null && Number.isFinite(v));
  const top = Math.max(1e-9, ...costs);
  const low = Math.min(top, ...costs);
  const span = Math.max(top - low, top * 1e-6, 1e-9);
  const y = (cost: number): number => Math.round((102 - ((cost - low) / span) * 94) * 10) / 10;
  const steps = points.filter((p) => p.best !== null);
  const bounds = points.filter((p) => p.bound !== null);
  const last = points.at(-1);
  const best = steps.map((p, i) => (i === 0 ? `M${x(p.at)} ${y(p.best ?? 0)}` : `H${x(p.at)}V${y(p.best ?? 0)}`)).join('') + (last && steps.length ? `H${x(last.at)}` : '');
  const line = bounds.map((p) => `${x(p.at)} ${y(p.bound ?? 0)}`);
  const first = bounds[0];
  return {
    best,
    bound: line.length ? `M${line.join('L')}` : '',
    between: line.length > 1 && first && last ? `M${line.join('L')}L${x(last.at)} 104L${x(first.at)} 104Z` : '',
    now: { x: x(last?.at ?? 0), y: y(steps.at(-1)?.best ?? top) },
  };
}
