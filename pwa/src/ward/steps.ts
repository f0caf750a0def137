import type { NextStep, ShiftType } from '../../../shared-schemas/wire';
import { tMaybe } from '../i18n/index.svelte';
import type { IconName, Step } from '../ui/types';
import { markOf } from './duty';
import { readable, type Names } from './words';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * Where each next step that the server sends leads. Some are nothing to tap: to talk with the head nurse, to wait for another phone, to
 * drop the thing. An unknown action says its sentence and leads nowhere.
 */
const PLACES: Readonly<Record<string, (get: (name: string) => string) => string | undefined>> = {
  accept: (get) => `#/swap/${get('offer')}`,
  claim: (get) => `#/open/${get('open_shift')}`,
  decide: (get) => `#/approvals/${get('request')}`,
  open_shifts: () => '#/requests?open=1',
  'request.open': (get) => `#/request/${get('request')}`,
  'swap.offer_again': (get) => `#/swap/new${get('day') ? `?day=${get('day')}` : ''}`,
  'leave.shorten': (get) => `#/leave/new?days=${get('days')}`,
  'leave.other_kind': (get) => `#/leave/new?kind=${get('kind')}`,
  scan_ward_code: () => '#/checkin/code',
  open_course: (get) => `#/learning/${get('course')}`,
};

export const placeOf = ({ action, params }: NextStep): string | undefined => PLACES[action]?.((name) => (typeof params[name] === 'number' ? String(params[name]) : text(params[name])));

const ICONS: Readonly<Record<string, IconName>> = { ask_head: 'person', wait_for_swap: 'clock', scan_ward_code: 'qr', open_course: 'book', 'leave.shorten': 'cal', 'leave.other_kind': 'cal', 'leave.drop': 'x', open_shifts: 'hand', decide: 'check' };

/** A ward code and a shortened leave belong to the record the slip is about. */
const withRecord = (href: string | undefined, action: string, about: string): string | undefined =>
  about && (action === 'scan_ward_code' || action.startsWith('leave.')) && href ? `${href}${href.includes('?') ? '&' : '?'}for=${about}` : href;

/** A verdict's next steps as the kit draws them. */
export function stepsOf(next: readonly NextStep[], names: Names, locale: string, about = ''): Step[] {
  return next.map((step, i) => {
    const shift: ShiftType | undefined = names.shift(text(step.params['shift']));
    const filled = readable(step.params, names);
    return {
      id: `${i}${step.action}`,
      title: tMaybe(`verdicts.next.${step.action}`, filled) ?? step.action,
      detail: tMaybe(`verdicts.next.${step.action}.detail`, filled) ?? undefined,
      mark: shift ? markOf(shift, locale) : undefined,
      icon: shift ? undefined : (ICONS[step.action] ?? ('arrow' as const)),
      href: withRecord(placeOf(step), step.action, about),
    };
  });
}
