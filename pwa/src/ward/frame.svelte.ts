import { chooseLocale } from '../i18n/choose';
import { dayOf } from '../i18n/format';
import { i18n } from '../i18n/index.svelte';
import { shell } from '../shell.svelte';
import { live, phone } from '../store/live.svelte';
import { look, setLook } from '../ui/look.svelte';
import { nightWindow } from '../ui/night';
import { waitsFor } from './answers';
import { dutiesOf } from './duty';
import { clock } from './look.svelte';
import { openThings } from './waits.svelte';

/** The language on the screen came from somebody's wish, not from a tap on this phone: the next person's wish may change it. */
let byWish = false;

function countAnswers(): void {
  const open = openThings();
  $effect(() => {
    const { me } = phone;
    shell.answers = me ? waitsFor(me, open(), dayOf(clock.now)).total : 0;
  });
}

/** The dim theme follows the person's own shifts, and stays set for the next first frame (PHONE 4.24). */
function followNights(): void {
  const [types, assignments] = [live('shift_type'), live('assignment')];
  $effect(() => {
    const { me } = phone;
    if (!me || assignments.all.length === 0) return;
    const night = nightWindow(dutiesOf(assignments.all, me.id, (id) => types.get(id)), clock.now);
    const [nightFrom, nightTo] = [night?.nightFrom, night?.nightTo];
    if (look.stored.nightFrom !== nightFrom || look.stored.nightTo !== nightTo) setLook({ nightFrom, nightTo } as Parameters<typeof setLook>[0]);
  });
}

/** English is a wish; Chinese is also what nobody chose, so it only undoes another person's wish. */
function followLocale(): void {
  const wishes = live('preference');
  const wish = $derived(phone.me ? wishes.get(phone.me.id)?.locale : undefined);
  $effect(() => {
    if (!wish || wish === i18n.locale || (wish === 'zh-CN' && !byWish)) return;
    byWish = wish === 'en';
    void chooseLocale(wish);
  });
}

/** What the frame shows of the person who is here, kept up to date on every page until the page ends. */
export function follow(): void {
  $effect.root(() => {
    countAnswers();
    followNights();
    followLocale();
  });
}
