import type { NextStep, ShiftType } from '../../../shared-schemas/wire';
import { tMaybe } from '../i18n/index.svelte';
import type { Step } from '../ui/types';
import { markOf } from './duty';
import { readable, type Names } from './words';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Where a next step leads; an unknown action leads nowhere but still says its sentence. */
function place(step: NextStep): string | undefined {
  const { action, params } = step;
  const open = text(params['open_shift']);
  if (open && action !== 'ask_head') return `#/open/${open}`;
  const offer = text(params['offer']);
  if (offer && action !== 'ask_head') return `#/swap/${offer}`;
  if (action === 'open_shifts' || action === 'request.open') return text(params['request']) ? `#/request/${text(params['request'])}` : '#/requests';
  if (action === 'decide') return `#/approvals/${text(params['request'])}`;
  if (action === 'scan_ward_code') return '#/checkin/code';
  if (action === 'swap.offer_again') return `#/swap/new?day=${text(params['day'])}`;
  if (action.startsWith('leave.')) return action === 'leave.drop' ? undefined : '#/leave/new';
  if (action === 'course' || action === 'learning.again') return `#/learning/${text(params['course'])}`;
  return undefined;
}

/** A verdict's next steps as the kit draws them. */
export function stepsOf(next: readonly NextStep[], names: Names, locale: string): Step[] {
  return next.map((step, i) => {
    const shift: ShiftType | undefined = names.shift(text(step.params['shift']));
    const filled = readable(step.params, names);
    return {
      id: `${i}${step.action}`,
      title: tMaybe(`verdicts.next.${step.action}`, filled) ?? step.action,
      detail: tMaybe(`verdicts.next.${step.action}.detail`, filled) ?? undefined,
      mark: shift ? markOf(shift, locale) : undefined,
      icon: shift ? undefined : ('arrow' as const),
      href: place(step),
    };
  });
}
