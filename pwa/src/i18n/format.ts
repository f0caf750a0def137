/** Dates and times as the ward writes them, always in the hospital's zone whatever the phone's own zone is. Instants are epoch ms, days ISO yyyy-mm-dd. */
type Loc = 'zh-CN' | 'en';

let locale: Loc = 'zh-CN';
let zone = 'Asia/Shanghai';
let cache = new Map<string, Intl.DateTimeFormat>();

/** Set once from the hospital's settings; every format follows. */
export function setZone(next: string): void {
  zone = next;
  cache = new Map();
}

export function setFormatLocale(next: Loc): void {
  locale = next;
}

function formatter(name: string, options: Intl.DateTimeFormatOptions, at = zone): Intl.DateTimeFormat {
  const id = `${locale}|${name}|${at}`;
  let found = cache.get(id);
  if (!found) {
    found = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'zh-CN', { timeZone: at, ...options });
    cache.set(id, found);
  }
  return found;
}

/** Noon UTC of a day, so that no zone can move it to a neighbour. */
const noon = (day: string): number => Date.parse(`${day}T12:00:00Z`);

/** 22:00 */
export const clock = (ms: number): string =>
  formatter('clock', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(ms);

/** The hospital's day of an instant, ISO. */
export function dayOf(ms: number): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms);
  return parts;
}

/** 11月18日 · 18 Nov */
export const monthDay = (day: string): string => formatter('md', { month: locale === 'en' ? 'short' : 'long', day: 'numeric' }, 'UTC').format(noon(day));

/** 18日 · 18 */
export const dayNumber = (day: string): string => (locale === 'en' ? String(Number(day.slice(8))) : `${Number(day.slice(8))}日`);

/** 周三 · Wed */
export const weekday = (day: string): string => formatter('wd', { weekday: 'short' }, 'UTC').format(noon(day));

/** 三 · Wed (one character where the language has one) */
export const weekdayShort = (day: string): string =>
  formatter('wn', { weekday: locale === 'en' ? 'short' : 'narrow' }, 'UTC').format(noon(day));

/** 周三 11月18日 · Wed 18 Nov */
export const dayTitle = (day: string): string => `${weekday(day)} ${monthDay(day)}`;

/** 18日 周三 · Wed 18 */
export const dayShort = (day: string): string => (locale === 'en' ? `${weekday(day)} ${Number(day.slice(8))}` : `${dayNumber(day)} ${weekday(day)}`);

/** 11月 · November */
export const monthTitle = (day: string): string => (locale === 'en' ? formatter('mo', { month: 'long' }, 'UTC').format(noon(day)) : `${Number(day.slice(5, 7))}月`);

/** 11月16–22日, 11月30日 – 12月6日 · 16–22 Nov */
export function dayRange(from: string, to: string): string {
  const sameMonth = from.slice(0, 7) === to.slice(0, 7);
  if (!sameMonth) return `${monthDay(from)} – ${monthDay(to)}`;
  return locale === 'en' ? `${Number(from.slice(8))}–${monthDay(to)}` : `${monthDay(from).replace('日', '')}–${dayNumber(to)}`;
}

/** 22:00–08:00 */
export const clockRange = (from: number, to: number): string => `${clock(from)}–${clock(to)}`;

/** 4 小时 30 分 · 4 h 30 min; no-break inside. */
export function duration(minutes: number): string {
  const whole = Math.round(minutes);
  const hours = Math.floor(whole / 60);
  const rest = whole % 60;
  const zh = locale !== 'en';
  const h = hours ? `${hours}\u00a0${zh ? '小时' : 'h'}` : '';
  const m = rest || !hours ? `${rest}\u00a0${zh ? (hours ? '分' : '分钟') : 'min'}` : '';
  return [h, m].filter(Boolean).join('\u00a0');
}

/** 3 小时前 · 3 h ago; "刚刚" under a minute; days from 48 h on. */
export function ago(then: number, now: number): string {
  const minutes = Math.max(0, Math.floor((now - then) / 60_000));
  const zh = locale !== 'en';
  if (minutes < 1) return zh ? '刚刚' : 'just now';
  const text =
    minutes < 60
      ? duration(minutes)
      : minutes < 48 * 60
        ? duration(Math.floor(minutes / 60) * 60)
        : `${Math.floor(minutes / 1440)}\u00a0${zh ? '天' : 'days'}`;
  return zh ? `${text}前` : `${text} ago`;
}

/** Today's instants as 18:52, older ones as 11月17日 18:52. */
export function asOf(ms: number, now: number): string {
  const day = dayOf(ms);
  return day === dayOf(now) ? clock(ms) : `${monthDay(day)} ${clock(ms)}`;
}

/** 1.8, 0.5, 12: at most one decimal. */
export const figure = (value: number): string => String(Math.round(value * 10) / 10);

/** n days after a day, ISO. */
export function addDays(day: string, n: number): string {
  return new Date(noon(day) + n * 86_400_000).toISOString().slice(0, 10);
}

/** 0 = Monday … 6 = Sunday. */
export const weekIndex = (day: string): number => (new Date(noon(day)).getUTCDay() + 6) % 7;

/** The weeks a month view shows, Monday first, as ISO days. */
export function monthDays(month: string): string[] {
  const first = `${month}-01`;
  const start = addDays(first, -weekIndex(first));
  const days: string[] = [];
  for (let day = start; days.length % 7 !== 0 || day.slice(0, 7) <= month; day = addDays(day, 1)) days.push(day);
  return days;
}
