import { t, tMaybe } from '../../i18n/index.svelte';
import type { DayRow } from '../../sync/office';
import type { ItemState } from '../../ui/types';

/** What a row says first, and how it looks: doubtful is not bad, not uploaded is not absent. */
export function chipOf(row: DayRow): { state: ItemState; text: string } {
  if (row.attested_by) return { state: 'accepted', text: t('attendance.attested') };
  if (row.state === 'not_uploaded') return { state: 'waiting', text: t('attendance.state_not_uploaded') };
  if (row.flags.includes('needs_attest') || row.flags.includes('time_unsure')) return { state: 'clock', text: t(row.flags.includes('needs_attest') ? 'attendance.flag_needs_attest' : 'attendance.flag_time_unsure') };
  if (row.tier === 'late_half_day' || row.tier === 'late_absence') return { state: 'held', text: t('attendance.late_n', { n: row.late_minutes }) };
  if (row.tier === 'early_leave') return { state: 'held', text: t('attendance.early_n', { n: row.early_minutes }) };
  if (row.state === 'no_out' || row.state === 'no_in' || row.state === 'unplanned') return { state: 'held', text: t(`attendance.state_${row.state}`) };
  return { state: row.state === 'later' ? 'sent' : 'accepted', text: t(`attendance.state_${row.state}`) };
}

/** What stands beside it, in small words. */
export function notesOf(row: DayRow): string[] {
  const flags = row.flags.filter((f) => f !== 'needs_attest' && f !== 'attested' && f !== 'unplanned').map((f) => tMaybe(`attendance.flag_${f}`) ?? f);
  const proposal = row.proposal ? [tMaybe(`attendance.${row.proposal}`) ?? row.proposal] : [];
  const more = row.takes_more ? [t('attendance.takes_more')] : [];
  const stayed = row.extra_minutes > 0 ? [t('attendance.stayed_n', { n: row.extra_minutes })] : [];
  return [...flags, ...stayed, ...proposal, ...more];
}

/** Whether a head may vouch for it: something has arrived, it is not one's own and nobody has yet (K14). */
export const canAttest = (row: DayRow, me: string): boolean => row.person !== me && !row.attested_by && (row.first_in !== null || row.last_out !== null);
