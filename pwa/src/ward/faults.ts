import { need, tMaybe } from '../i18n/index.svelte';
import type { Params } from '../i18n/fill';

/** The sentence of an error code. Its area is loaded by the first fault, not by the first screen; the code alone stands in when it cannot come. */
export async function faultText(code: string, params?: Readonly<Record<string, unknown>>): Promise<string> {
  await need(['errors']).catch(() => undefined);
  return tMaybe(`errors.${code}`, params as Params | undefined) ?? code;
}

/** The phone has removed the store behind a name by itself (PHONE 4.3). */
export const EVICTED = 'phone.evicted';
