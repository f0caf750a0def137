import type { IconName } from './ui/types';

/** As the server's people room declares them. */
export type Role = 'staff' | 'head' | 'hr' | 'manager' | 'trainer' | 'admin';

/** Whose work happens at a desk too: on a wide screen they get the office frame on every page. */
export const OFFICE: readonly string[] = ['head', 'hr', 'manager', 'trainer', 'admin'] satisfies Role[];

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

/** Where someone lands after log-in: HR at a desk on the roster board, everybody else on their own day. */
export const home = (): string => (shell.person?.roles.includes('hr') && matchMedia('(min-width: 64rem)').matches ? '/board' : '/today');
