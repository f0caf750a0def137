import { match } from '../router';
import type { Room } from './index';

export type Choice =
  | { kind: 'room'; room: Room; params: Record<string, string> }
  | { kind: 'locked' }
  | { kind: 'forbidden' }
  | { kind: 'unknown' };

/** Which room a path opens for someone with these roles; `roles` is null while the phone is locked. */
export function chooseRoom(rooms: readonly Room[], path: string, roles: readonly string[] | null): Choice {
  for (const room of rooms) {
    const params = match(room.path, path);
    if (!params) continue;
    if (room.open) return { kind: 'room', room, params };
    if (roles === null) return { kind: 'locked' };
    if (room.roles && !room.roles.some((r) => roles.includes(r))) continue;
    return { kind: 'room', room, params };
  }
  const known = rooms.some((room) => match(room.path, path));
  if (known) return { kind: 'forbidden' };
  return roles === null && rooms.some((r) => r.open) ? { kind: 'locked' } : { kind: 'unknown' };
}

/** Entries of the office rail: the first page of each desk room that these roles may open. */
export function deskEntries(rooms: readonly Room[], roles: readonly string[]): { id: NonNullable<Room['desk']>; path: string }[] {
  const out = new Map<NonNullable<Room['desk']>, string>();
  for (const room of rooms) {
    const mine = !room.roles || room.roles.some((r) => roles.includes(r));
    if (room.desk && mine && !room.path.includes(':') && !out.has(room.desk)) out.set(room.desk, room.path);
  }
  return [...out].map(([id, path]) => ({ id, path }));
}
