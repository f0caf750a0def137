import type { LeaveRequest, SwapAccept, SwapOffer } from '../../../../shared-schemas/wire';
import { t } from '../../i18n/index.svelte';
import { dayRange, dayShort, dayTitle, duration, figure } from '../../i18n/format';
import { nameOf, type TypeOf } from '../../ward/duty';
import { personName, type Names } from '../../ward/words';

/** How long something has waited: whole hours from the first one on, whole days from the second. */
export function waitedFor(since: number, now: number): string {
  const minutes = Math.max(1, Math.round((now - since) / 60_000));
  return minutes < 60 ? duration(minutes) : minutes < 2_880 ? duration(Math.round(minutes / 60) * 60) : t('approvals.days', { n: Math.round(minutes / 1_440) });
}

interface Readings {
  readonly names: Names;
  readonly typeOf: TypeOf;
}

/** 唐雪请病假 2 天 · 21–22日; or who swaps what with whom. */
export function caseWords(about: { leave?: LeaveRequest | undefined; offer?: SwapOffer | undefined; accept?: SwapAccept | undefined }, w: Readings, locale: string): { title: string; detail: string } {
  const name = (id: string): string => personName(w.names.person(id));
  const shift = (day: string, type: string): string => `${dayShort(day)} ${nameOf(w.typeOf(type), locale)}`;
  const { leave, offer, accept } = about;
  if (leave) return { title: t('approvals.leave_of', { name: name(leave.person), kind: t(`requests.kind_${leave.kind}`), n: figure(leave.days) }), detail: leave.first_day === leave.last_day ? dayTitle(leave.first_day) : dayRange(leave.first_day, leave.last_day) };
  if (!offer) return { title: '', detail: '' };
  const other = name(accept?.person ?? offer.taken_by);
  const given = shift(offer.day, offer.shift);
  const detail = accept?.gives ? t('approvals.swap_detail', { given, taken: shift(accept.gives, accept.gives_shift) }) : t('approvals.swap_take', { other, given });
  return { title: t('approvals.swap_of', { name: name(offer.person), other }), detail };
}
