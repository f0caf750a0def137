import { live, phone } from '../store/live.svelte';
import type { Open } from './answers';

/** The live collections that `waitsFor` and `unanswered` look at. Call it while a component or effect initialises. */
export function openThings(): () => Open {
  const [leaves, offers, opens, messages, decisions] = [live('leave_request'), live('swap_offer'), live('open_shift'), live('message'), live('decision')];
  return () => {
    const me = phone.me?.id;
    const decided = new Set(decisions.all.filter((d) => d.person === me && decisions.pending(d.id)).map((d) => d.request));
    return { leaves: leaves.all, offers: offers.all, opens: opens.all, messages: messages.all, decided };
  };
}
