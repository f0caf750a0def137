import type { Delta, Gone, NextStep, Params, PushReply, Receipt, Row } from '../../../shared-schemas/wire';

/**
 * Decoders for what the server sends. Lenient down: unknown fields are ignored, missing ones with a default are filled in;
 * anything else of the wrong shape throws, because then it was not our server that spoke (PHONE 4.16).
 */
export type Decode<T> = (value: unknown) => T;

export class NotOurs extends Error {}

const kind =
  <T>(name: string, test: (value: unknown) => boolean): Decode<T> =>
  (value) => {
    if (!test(value)) throw new NotOurs(`expected ${name}`);
    return value as T;
  };

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);

export const text = kind<string>('text', (v) => typeof v === 'string');
export const whole = kind<number>('whole number', Number.isSafeInteger);
export const yesNo = kind<boolean>('true or false', (v) => typeof v === 'boolean');
export const anything: Decode<unknown> = (v) => v;
export const object = kind<Readonly<Record<string, unknown>>>('object', isObject);

export const oneOf = <T extends string>(...values: readonly T[]): Decode<T> => kind<T>(values.join('|'), (v) => values.includes(v as T));
export const list =
  <T>(item: Decode<T>): Decode<readonly T[]> =>
  (v) =>
    kind<unknown[]>('list', Array.isArray)(v).map(item);
export const nullable =
  <T>(item: Decode<T>): Decode<T | null> =>
  (v) =>
    v === null ? null : item(v);

/** A field that the server leaves out while it holds its default. */
const or = <T>(item: Decode<T>, fallback: T): Decode<T> => (v) => (v === undefined ? fallback : item(v));

const struct =
  <T extends object>(shape: { readonly [K in keyof T]: Decode<T[K]> }): Decode<T> =>
  (v) => {
    const source = object(v);
    const out: Record<string, unknown> = {};
    for (const name in shape) out[name] = shape[name](source[name]);
    return out as T;
  };

const scalarOrTexts: Decode<Params[string]> = (v) =>
  Array.isArray(v) ? list(text)(v) : kind<string | number | boolean | null>('scalar', (s) => s === null || ['string', 'number', 'boolean'].includes(typeof s))(v);
const params: Decode<Params> = (v) => {
  const source = object(v);
  return Object.fromEntries(Object.entries(source).map(([name, value]) => [name, scalarOrTexts(value)]));
};

export const nextStep: Decode<NextStep> = struct<NextStep>({ action: text, params: or(params, {}) });

export const receipt: Decode<Receipt> = struct<Receipt>({
  seq: whole,
  outcome: oneOf('accepted', 'merged', 'refused', 'held', 'duplicate'),
  code: text,
  record: or(text, ''),
  rule: or(text, ''),
  params: or(params, {}),
  next: or(list(nextStep), []),
  stamp: or(text, ''),
  sure: or(yesNo, true),
  offset: or(whole, 0),
});

export const pushReply: Decode<PushReply> = struct<PushReply>({
  v: whole,
  time: whole,
  db_epoch: text,
  through: whole,
  receipts: list(receipt),
  head: whole,
  expected: or(nullable(whole), null),
  max_batch: or(whole, 500),
  retry_after: or(nullable(whole), null),
  backup_floor: or(whole, 0),
});

export const row: Decode<Row> = struct<Row>({ c: text, id: text, b: list(text), at: whole, v: or(anything, null), s: or(object, {}) });
export const gone: Decode<Gone> = struct<Gone>({ c: text, id: text, b: list(text) });

export const delta: Decode<Delta> = struct<Delta>({
  v: whole,
  time: whole,
  db_epoch: text,
  cursor: text,
  head: whole,
  buckets: list(text),
  rows: list(row),
  gone: or(list(gone), []),
  drop: or(list(text), []),
  more: or(yesNo, false),
  restart: or(yesNo, false),
});
