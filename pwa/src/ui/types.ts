/** How far a thing a person did has come. Every value has an icon, a word and a border of its own; there is no default. */
export type ItemState = 'waiting' | 'sent' | 'accepted' | 'held' | 'refused' | 'clock';

/** What a seal says: accepted, held, refused, merged, duplicate. */
export type SealKind = 'yes' | 'wait' | 'no' | 'merged' | 'duplicate';

export type ShiftKind = 'day' | 'evening' | 'night' | 'rest' | 'leave' | 'training' | 'oncall' | 'custom';

/** What a shift mark shows. `letter` overrides the usual one (custom shift types bring their own). */
export interface Mark {
  kind: ShiftKind;
  letter?: string | undefined;
  /** Only asked for, not decided: dashed outline. */
  asked?: boolean | undefined;
  /** Spoken name, e.g. 夜班; the letter is read when it is missing. */
  name?: string | undefined;
}

/** One day in a strip, month or week. `day` is ISO yyyy-mm-dd. */
export interface DayCell {
  day: string;
  mark: Mark | null;
  today?: boolean | undefined;
  past?: boolean | undefined;
  /** Changed since last seen. */
  changed?: boolean | undefined;
  /** A punch of this day whose time is in doubt. */
  doubt?: boolean | undefined;
  outside?: boolean | undefined;
  selected?: boolean | undefined;
}

/** A piece of duty on a 24-hour ribbon; minutes are counted from the ribbon's start. */
export interface Segment {
  from: number;
  to: number;
  kind: ShiftKind;
  text: string;
}

/** A next step on a slip or in an empty state. */
export interface Step {
  id: string;
  title: string;
  detail?: string | undefined;
  mark?: Mark | undefined;
  icon?: IconName | undefined;
  href?: string | undefined;
  onpick?: (() => void) | undefined;
}

export type IconName =
  | 'today' | 'cal' | 'req' | 'book' | 'inbox' | 'lock' | 'unlock' | 'hand' | 'pin' | 'pinok' | 'check' | 'checkc' | 'x' | 'clock' | 'clockq'
  | 'phone' | 'wait' | 'sent' | 'person' | 'people' | 'held' | 'back2' | 'swap' | 'scale' | 'left' | 'right' | 'down' | 'up' | 'plus' | 'minus'
  | 'dl' | 'play' | 'stop' | 'pause' | 'warn' | 'nosig' | 'nowifi' | 'bat' | 'shield' | 'moon' | 'sun' | 'search' | 'filter' | 'more' | 'qr'
  | 'key' | 'bksp' | 'flag' | 'chart' | 'form' | 'scalpel' | 'bulb' | 'bell' | 'bed' | 'sound' | 'edit' | 'drag' | 'img' | 'text' | 'video'
  | 'quiz' | 'gear' | 'save' | 'home' | 'route' | 'eye' | 'undo' | 'badge' | 'msg' | 'tel' | 'cloud' | 'arrow';
