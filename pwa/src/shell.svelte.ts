import type { IconName } from './ui/types';

export type Role = 'staff' | 'nurse' | 'doctor' | 'head_nurse' | 'hr' | 'manager' | 'admin';

/** Who is unlocked on this phone, as far as the frame needs to know. */
export interface ShellPerson {
  id: string;
  name: string;
  roles: readonly string[];
}

/**
 * What the frame shows, filled by the rooms and the store: `person` is null while the phone is locked,
 * `answers` counts only what needs an answer (never news), `update` is true when a new version waits.
 */
export const shell = $state<{ person: ShellPerson | null; answers: number; update: boolean; notice: { text: string; icon: IconName } | null }>({
  person: null,
  answers: 0,
  update: false,
  notice: null,
});
