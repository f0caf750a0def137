import type { Bytes } from '../store/box';
import type { Tenant } from '../store/phone';
import { login, type Answer, type Welcome } from '../sync/client';
import type { World } from './environment';
import { identityOf, type Opened, type Vault } from './vault';

/** Logged in, and waiting for a PIN: for a new store, or for an old one that the server's secret has opened. */
export interface Arriving {
  readonly welcome: Welcome;
  readonly old: Tenant | undefined;
  readonly raw: Bytes | null;
}

export interface Knock {
  readonly number: string;
  readonly password: string;
  readonly label: string;
}

/** Asks the server in. `here` is the store that is open now: if it is that person's own, only its token is renewed. */
export async function knock(world: World, vault: Vault, who: Knock, here: Opened | null): Promise<Extract<Answer<never>, { ok: false }> | { ok: true; renewed: Welcome } | { ok: true; arriving: Arriving }> {
  let answer = await login(world.wire, { ...who, device: here?.identity.device ?? 0 });
  if (!answer.ok) return answer;
  const key = await vault.keyOf(answer.value);
  if (here?.tenant.key === key && here.identity.device === answer.value.device) return { ok: true, renewed: answer.value };
  const old = await vault.find(key);
  if (old && old.device !== answer.value.device) {
    // This person has a store here already: ask again as that replica, so that its unsent work keeps its numbers.
    const again = await login(world.wire, { ...who, device: old.device });
    if (again.ok) answer = again;
  }
  return { ok: true, arriving: { welcome: answer.value, old, raw: old ? await vault.rescue(old, answer.value) : null } };
}

/** Opens the old store if its key was rescued, else begins a new one; `lost` is a store that could not be kept. */
export async function settleIn(vault: Vault, arriving: Arriving, pin: string, at: number, onClose: () => void): Promise<{ opened: Opened; lost: Tenant | null }> {
  const { welcome, old, raw } = arriving;
  const kept = old && raw ? await vault.openStore(old, raw, onClose) : null;
  if (old && raw && kept?.identity.device === welcome.device) {
    await vault.setPin(old, raw, pin, welcome);
    return { opened: { ...kept, identity: identityOf(welcome, kept.identity.epoch) }, lost: null };
  }
  kept?.store.close();
  return { opened: await vault.begin(welcome, pin, old, at, onClose), lost: old ?? null };
}
