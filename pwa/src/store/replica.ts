import type { CollectionName, Delta, Gone, Records, Row } from '../../../shared-schemas/wire';

/** What a phone holds of the log, in memory: records by collection and id. Changes that still wait lie over it (overlay.ts). */
export interface Held {
  readonly value: Readonly<Record<string, unknown>>;
  readonly marks: Readonly<Record<string, unknown>>;
  readonly buckets: readonly string[];
  readonly at: number;
}

/** The part of a delta that is stored. */
export interface Page {
  readonly rows: readonly Row[];
  readonly gone?: readonly Gone[];
  readonly drop?: readonly string[];
  readonly restart?: boolean;
}

/** A record that only this phone knows yet, or knows better: put over the pulled one. */
export interface Overlaid {
  readonly value: Readonly<Record<string, unknown>>;
  readonly pending: 'waiting' | 'sent';
}
export type Overlay = ReadonlyMap<string, ReadonlyMap<string, Overlaid>>;

const NO_ROWS: ReadonlyMap<string, Held> = new Map();
const NO_OVER: ReadonlyMap<string, Overlaid> = new Map();

export class Replica {
  private rows = new Map<string, Map<string, Held>>();
  private over: Overlay = new Map();
  private readonly views = new Map<string, readonly unknown[]>();
  private readonly listeners = new Map<string, Set<() => void>>();

  /** Takes one pulled page in; call `tell` afterwards with what it returns. */
  apply(page: Page): Set<string> {
    const touched = new Set<string>(page.restart ? this.rows.keys() : []);
    if (page.restart) this.rows = new Map();
    for (const bucket of page.drop ?? []) this.dropBucket(bucket, touched);
    for (const { c, id, b } of page.gone ?? []) this.leave(c, id, b, touched);
    for (const row of page.rows) this.put(row, touched);
    return touched;
  }

  private put(row: Row, touched: Set<string>): void {
    let of = this.rows.get(row.c);
    if (!of) this.rows.set(row.c, (of = new Map()));
    const before = of.get(row.id);
    if (before && before.at > row.at) return;
    of.set(row.id, { value: row.v as Held['value'], marks: row.s, buckets: row.b, at: row.at });
    touched.add(row.c);
  }

  private leave(collection: string, id: string, left: readonly string[], touched: Set<string>): void {
    const held = this.rows.get(collection)?.get(id);
    if (!held) return;
    const buckets = held.buckets.filter((b) => !left.includes(b));
    if (buckets.length) this.rows.get(collection)?.set(id, { ...held, buckets });
    else this.rows.get(collection)?.delete(id);
    touched.add(collection);
  }

  private dropBucket(bucket: string, touched: Set<string>): void {
    for (const [collection, of] of this.rows) for (const id of [...of.keys()]) if (of.get(id)?.buckets.includes(bucket)) this.leave(collection, id, [bucket], touched);
  }

  /** Everything held, as pages of at most `size` rows: what a store is folded into. The first one says to begin afresh. */
  pages(size = 1000): Page[] {
    const rows = [...this.rows].flatMap(([c, of]) => [...of].map(([id, h]): Row => ({ c, id, b: h.buckets, at: h.at, v: h.value, s: h.marks })));
    const pages: Page[] = [{ rows: rows.slice(0, size), restart: true }];
    for (let i = size; i < rows.length; i += size) pages.push({ rows: rows.slice(i, i + size) });
    return pages;
  }

  held(collection: string, id: string): Held | undefined {
    return this.rows.get(collection)?.get(id);
  }

  get size(): number {
    let n = 0;
    for (const of of this.rows.values()) n += of.size;
    return n;
  }

  /** Lays waiting changes over the pulled records and tells whoever reads a collection that this touched. */
  cover(over: Overlay): void {
    const touched = new Set([...this.over.keys(), ...over.keys()]);
    this.over = over;
    this.tell(touched);
  }

  /** All records of a collection as this phone believes them; the same array until something changes. */
  all<C extends CollectionName>(collection: C): readonly Records[C][] {
    let view = this.views.get(collection);
    if (!view) {
      const pulled = this.rows.get(collection) ?? NO_ROWS;
      const over = this.over.get(collection) ?? NO_OVER;
      view = [...[...pulled].filter(([id]) => !over.has(id)).map(([, held]) => held.value), ...[...over.values()].map((o) => o.value)];
      this.views.set(collection, view);
    }
    return view as readonly Records[C][];
  }

  get<C extends CollectionName>(collection: C, id: string): Records[C] | undefined {
    return (this.over.get(collection)?.get(id)?.value ?? this.held(collection, id)?.value) as Records[C] | undefined;
  }

  /** Whether a record, or an edit of it, has not been answered yet. */
  pending(collection: string, id: string): 'waiting' | 'sent' | null {
    return this.over.get(collection)?.get(id)?.pending ?? null;
  }

  subscribe(collection: string, listener: () => void): () => void {
    let of = this.listeners.get(collection);
    if (!of) this.listeners.set(collection, (of = new Set()));
    of.add(listener);
    return () => void of.delete(listener);
  }

  tell(collections: Iterable<string>): void {
    for (const collection of collections) {
      this.views.delete(collection);
      for (const listener of [...(this.listeners.get(collection) ?? [])]) listener();
    }
  }

  /** Forgets everything (lock, another person); readers see empty collections. */
  clear(): void {
    const touched = [...this.rows.keys(), ...this.over.keys()];
    this.rows = new Map();
    this.over = new Map();
    this.tell(touched);
  }
}

export const pageOf = (delta: Delta): Page => ({ rows: delta.rows, gone: delta.gone, drop: delta.drop, restart: delta.restart });
