import { setLook } from '../ui/look.svelte';
import { storeLocale } from '../worker/locale';
import { setLocale, type Locale } from './index.svelte';

/** The person's choice of language: shown at once, remembered for the next start and for notifications. */
export async function chooseLocale(next: Locale): Promise<void> {
  await setLocale(next);
  setLook({ locale: next });
  await storeLocale(next);
}
