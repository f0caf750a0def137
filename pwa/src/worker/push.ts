/** What a push may say: only which kind of message waits. The detail is read after unlocking (SAFETY T15). */
export type PushKind = 'roster' | 'request' | 'answer' | 'learning' | 'message';
export type PushLocale = 'zh-CN' | 'en';

const TEXTS: Record<PushLocale, Record<PushKind, string>> = {
  'zh-CN': {
    roster: '你有一条排班消息',
    request: '你的申请有消息了',
    answer: '有一件事等你回一声',
    learning: '你有一条学习消息',
    message: '你有一条新消息',
  },
  en: {
    roster: 'You have a roster message',
    request: 'There is news about your request',
    answer: 'Something needs your answer',
    learning: 'You have a learning message',
    message: 'You have a new message',
  },
};

const isKind = (value: unknown): value is PushKind => typeof value === 'string' && Object.hasOwn(TEXTS.en, value);

/** Title and tag for a push; whatever else the payload holds is ignored, and one that cannot be read still announces a message. */
export function announcement(payload: unknown, locale: PushLocale): { title: string; body: string; tag: string; urgent: boolean } {
  const data = typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {};
  const kind: PushKind = isKind(data['t']) ? data['t'] : 'message'; // the topic, all that the server puts in (T15)
  return { title: locale === 'en' ? 'Zhiban' : '值班', body: TEXTS[locale][kind], tag: `zhiban-${kind}`, urgent: kind === 'answer' };
}

/** Where a tap on a notification leads: always the inbox, behind the lock. */
export const OPENS = '/#/inbox';
