/** A rectangle of cells; `row`/`col` is the corner that moves, `fromRow`/`fromCol` the one that stays. */
export interface Range {
  row: number;
  col: number;
  fromRow: number;
  fromCol: number;
}

export const single = (row: number, col: number): Range => ({ row, col, fromRow: row, fromCol: col });

const STEPS: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };

const clamp = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value));

/** The range after a key, or null when the key does not move. Home/End go along the row; Shift stretches. */
export function moved(range: Range, key: string, shift: boolean, rows: number, cols: number): Range | null {
  const step = STEPS[key];
  const col = key === 'Home' ? 0 : key === 'End' ? cols - 1 : step ? clamp(range.col + step[1], cols) : null;
  if (col === null) return null;
  const row = clamp(range.row + (step?.[0] ?? 0), rows);
  return shift ? { ...range, row, col } : single(row, col);
}

/** Every cell of a range, row by row. */
export function cellsOf(range: Range): { row: number; col: number }[] {
  const [r0, r1] = [Math.min(range.row, range.fromRow), Math.max(range.row, range.fromRow)];
  const [c0, c1] = [Math.min(range.col, range.fromCol), Math.max(range.col, range.fromCol)];
  const out: { row: number; col: number }[] = [];
  for (let row = r0; row <= r1; row++) for (let col = c0; col <= c1; col++) out.push({ row, col });
  return out;
}
