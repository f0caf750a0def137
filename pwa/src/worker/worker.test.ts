import { describe, expect, it } from 'vitest';
import { SERVER_PATHS } from './paths';
import { announcement, OPENS } from './push';

const spoken = ({ title, body }: { title: string; body: string }): string => `${title} ${body}`;
const served = (path: string): boolean => SERVER_PATHS.some((p) => p.test(path));

describe('a notification', () => {
  it('says only which kind of message waits (T15)', () => {
    const secret = { t: 'roster', title: '林晓月 25日改成夜班', body: '三病区 9 床 青霉素', text: 'ward 3', data: { name: '林晓月' } };
    expect(announcement(secret, 'zh-CN')).toMatchObject({ title: '值班', body: '你有一条排班消息' });
    expect(spoken(announcement(secret, 'en'))).toBe('Zhiban You have a roster message');
    expect(JSON.stringify(announcement(secret, 'zh-CN'))).not.toMatch(/林晓月|病区|青霉素|夜班/);
  });

  it.each([null, undefined, '', 'x', 7, [], { t: 'constructor' }, { t: 'toString' }, { t: 9 }, { kind: 'roster' }])('still announces a message when the payload is %o', (payload) => {
    expect(announcement(payload, 'zh-CN').body).toBe('你有一条新消息');
  });

  it('stays on the screen only when an answer is needed', () => {
    expect(announcement({ t: 'answer' }, 'en').urgent).toBe(true);
    expect(announcement({ t: 'learning' }, 'en').urgent).toBe(false);
  });

  it('opens the inbox, never a detail', () => {
    expect(OPENS).toBe('/#/inbox');
  });
});

describe('paths that belong to the server', () => {
  it.each(['/sync/push', '/people/login', '/admin', '/admin/', '/health', '/wipe', '/notify/x'])('%s', (path) => expect(served(path)).toBe(true));
  it.each(['/', '/index.html', '/synchro', '/peoples', '/healthy'])('not %s', (path) => expect(served(path)).toBe(false));
});
