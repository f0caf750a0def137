import type { Component } from 'svelte';
import type { Key } from '../i18n/keys';

export type Tab = 'today' | 'shifts' | 'requests' | 'learning' | 'inbox';
export type DeskNav = 'board' | 'approvals' | 'attendance' | 'training' | 'people' | 'inbox';

/** What every room gets: the parameters of its path and the query. */
export interface RoomProps {
  params: Record<string, string>;
  query: Record<string, string>;
}

export interface Room {
  /** "/swap/:id"; the first match wins. */
  path: string;
  load: () => Promise<{ default: Component<RoomProps> }>;
  /** Document title. */
  title: Key;
  /** Marks a tab (and shows the tab bar); without it the room is a step inside a flow. */
  tab?: Tab;
  /** An office page: desktop frame on wide screens, its texts come from the desk pack. */
  desk?: DeskNav;
  /** Who may open it; missing = everyone who is unlocked. */
  roles?: readonly string[];
  /** May be opened while the phone is locked (unlock, log-in). */
  open?: true;
}

/** Every page of the app. One line a room; the import stays lazy. */
export const rooms: readonly Room[] = [];
