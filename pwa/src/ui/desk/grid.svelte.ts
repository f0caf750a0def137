import type { Mark } from '../types';

/** One assignment on the board. */
export interface GridCell {
  mark: Mark | null;
  locked?: boolean | undefined;
  /** Changed by hand since the last version. */
  fresh?: boolean | undefined;
  issue?: 'must' | 'hint' | undefined;
  /** Spoken and shown on hover: why it is marked. */
  note?: string | undefined;
}

export interface GridPerson {
  id: string;
  name: string;
  /** N0-N4. */
  level?: string | undefined;
}

export interface GridRow extends GridPerson {
  readonly cells: readonly GridCell[];
  readonly hours: number;
  readonly nights: number;
}

export interface GridModel {
  readonly days: readonly string[];
  readonly rows: readonly GridRow[];
  /** Replaces one cell; only its row is drawn again. */
  set(row: number, col: number, cell: GridCell): void;
  /** Replaces everything (a new version from the solver). */
  replace(cells: readonly (readonly GridCell[])[]): void;
}

/** Hours and nights of a row, told by the caller who knows the shift types. */
export type Totals = (cells: readonly GridCell[]) => { hours: number; nights: number };

/** The board's cells, one raw signal a row: a deep proxy over 80 x 31 cells tripled the heap and slowed the mount by half (PHONE.md section 1.1). */
export function gridModel(people: readonly GridPerson[], days: readonly string[], cells: readonly (readonly GridCell[])[], totals: Totals): GridModel {
  const rows = people.map((person, i) => {
    let line = $state.raw<readonly GridCell[]>(cells[i] ?? []);
    const sums = $derived(totals(line));
    return {
      ...person,
      get cells() {
        return line;
      },
      set cells(next: readonly GridCell[]) {
        line = next;
      },
      get hours() {
        return sums.hours;
      },
      get nights() {
        return sums.nights;
      },
    };
  });
  return {
    days,
    rows,
    set(row, col, cell) {
      const line = rows[row];
      if (line) line.cells = line.cells.map((old, i) => (i === col ? cell : old));
    },
    replace(next) {
      rows.forEach((line, i) => (line.cells = next[i] ?? []));
    },
  };
}
