import type { Component } from 'svelte';
import type { Area, Key } from '../i18n/keys';

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
  /** Document title. Its area's texts are loaded before the room is mounted. */
  title: Key;
  /** Other areas whose texts the room uses (common is always there); a test compares this with the sources. */
  areas?: readonly Area[];
  /** Marks a tab (and shows the tab bar); without it the room is a step inside a flow. */
  tab?: Tab;
  /** An office page: desktop frame on wide screens, the kit's texts come with it. */
  desk?: DeskNav;
  /** An office page that is a phone page as well: needs no texts of the office kit, so it opens without signal. */
  phone?: true;
  /** Who may open it; missing = everyone who is unlocked. */
  roles?: readonly string[];
  /** May be opened while the phone is locked (unlock, log-in). */
  open?: true;
}

/** Heads of wards, and HR and managers for all of them. */
const PLANS = ['head', 'hr', 'manager'];

/** Every page of the app. One line a room; the import stays lazy. */
export const rooms: readonly Room[] = [
  { path: '/unlock', load: () => import('./unlock/Unlock.svelte'), title: 'unlock.who_is_it', open: true },
  { path: '/login', load: () => import('./unlock/Login.svelte'), title: 'unlock.login', open: true },
  { path: '/today', load: () => import('./today/Today.svelte'), title: 'today.title', tab: 'today' },
  { path: '/checkin', load: () => import('./checkin/Checkin.svelte'), title: 'checkin.title', areas: ['verdicts'] },
  { path: '/checkin/code', load: () => import('./checkin/WardCode.svelte'), title: 'checkin.ward_code', areas: ['verdicts'] },
  { path: '/shifts', load: () => import('./shifts/MyShifts.svelte'), title: 'shifts.mine', tab: 'shifts' },
  { path: '/shifts/ward', load: () => import('./shifts/WardWeek.svelte'), title: 'shifts.ward', tab: 'shifts' },
  { path: '/learning', load: () => import('./learning/Courses.svelte'), title: 'learning.title', tab: 'learning' },
  { path: '/learning/:id', load: () => import('./learning/Reader.svelte'), title: 'learning.title' },
  { path: '/learning/:id/quiz', load: () => import('./learning/Quiz.svelte'), title: 'learning.title', areas: ['verdicts'] },
  { path: '/requests', load: () => import('./requests/Requests.svelte'), title: 'requests.title', tab: 'requests' },
  { path: '/request/:id', load: () => import('./requests/Request.svelte'), title: 'requests.title', areas: ['verdicts'] },
  { path: '/leave/new', load: () => import('./requests/LeaveForm.svelte'), title: 'requests.leave' },
  { path: '/swap/new', load: () => import('./requests/SwapForm.svelte'), title: 'requests.swap' },
  { path: '/swap/:id', load: () => import('./requests/SwapAnswer.svelte'), title: 'requests.swap' },
  { path: '/open/:id', load: () => import('./requests/Claim.svelte'), title: 'requests.open_shift' },
  { path: '/inbox', load: () => import('./inbox/Inbox.svelte'), title: 'inbox.title', areas: ['verdicts'], tab: 'inbox' },
  { path: '/slip/:id', load: () => import('./inbox/SlipPage.svelte'), title: 'inbox.slip', areas: ['verdicts'] },
  { path: '/phone', load: () => import('./phone/ThisPhone.svelte'), title: 'phone.title', areas: ['verdicts', 'errors'] },
  { path: '/me', load: () => import('./phone/Me.svelte'), title: 'phone.me', areas: ['unlock'] },
  { path: '/board', load: () => import('./board/Boards.svelte'), title: 'board.title', areas: ['errors', 'verdicts'], desk: 'board', roles: PLANS },
  { path: '/board/:draft', load: () => import('./board/Draft.svelte'), title: 'board.title', areas: ['errors', 'verdicts'], desk: 'board', roles: PLANS },
  { path: '/approvals', load: () => import('./approvals/Approvals.svelte'), title: 'approvals.title', areas: ['requests'], desk: 'approvals', phone: true, tab: 'requests', roles: PLANS },
  { path: '/approvals/:id', load: () => import('./approvals/Approvals.svelte'), title: 'approvals.title', areas: ['requests'], desk: 'approvals', phone: true, roles: PLANS },
  { path: '/attendance', load: () => import('./attendance/Attendance.svelte'), title: 'attendance.title', areas: ['errors'], desk: 'attendance', roles: PLANS },
  { path: '/ward-code', load: () => import('./attendance/WardCode.svelte'), title: 'wardcode.title', roles: ['head'] },
  { path: '/people', load: () => import('./people/People.svelte'), title: 'board.people', desk: 'people', roles: PLANS },
];

/** Every area a room needs. The kit's bigger parts stand on no first screen, so their texts are not paid for by one. */
export const areasOf = (room: Room): Area[] => [room.title.split('.', 1)[0] as Area, ...(room.areas ?? []), ...(room.open || room.path === '/today' ? [] : (['parts'] as const)), ...(room.desk && !room.phone ? (['kit'] as const) : [])];

/** Phone areas that load quietly after the first screen stands, so that later screens open at once. */
export const LATER: readonly Area[] = ['parts', 'today', 'shifts', 'checkin', 'requests', 'learning', 'inbox', 'phone', 'verdicts', 'errors', 'unlock'];
