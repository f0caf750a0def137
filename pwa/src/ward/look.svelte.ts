import type { Assignment, Person, ShiftType } from '../../../shared-schemas/wire';
import { live, phone } from '../store/live.svelte';
import type { Duty, TypeOf } from './duty';
import { dutiesOf } from './duty';
import type { Names } from './words';

let minute = $state(Date.now());
setInterval(() => (minute = Date.now()), 15_000);

/** The phone's time put right by what the last contact taught about its clock; moves every 15 s. */
export const clock = {
  get now(): number {
    return minute + (phone.status.clockOffset ?? 0);
  },
};

/** What most screens read: names, shift types, my duties. Call it while a component initialises. */
export function ward(): {
  readonly names: Names;
  readonly typeOf: TypeOf;
  readonly mine: readonly Assignment[];
  readonly duties: readonly Duty[];
  readonly person: (id: string) => Person | undefined;
  readonly colleagues: readonly Person[];
} {
  const types = live('shift_type');
  const people = live('person');
  const assignments = live('assignment');
  const typeOf: TypeOf = (id) => types.get(id);
  const mine = $derived(assignments.all.filter((a) => a.person === phone.me?.id));
  const duties = $derived(dutiesOf(mine, phone.me?.id ?? '', typeOf));
  const colleagues = $derived(people.all.filter((p) => p.department === phone.me?.department && p.active));
  return {
    names: { person: (id) => people.get(id), shift: (id) => types.get(id) as ShiftType | undefined },
    typeOf,
    get mine() {
      return mine;
    },
    get duties() {
      return duties;
    },
    person: (id) => people.get(id),
    get colleagues() {
      return colleagues;
    },
  };
}

