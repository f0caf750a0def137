import { describe, expect, it } from 'vitest';
import { withBreaks, ZWSP } from './breaks';

const words = (text: string): string[] => text.split(ZWSP);

describe('line breaks in Chinese', () => {
  it('cuts between words and keeps the words of the glossary whole', () => {
    expect(words(withBreaks('护士长已经同意换班', ['护士长', '换班']))).toEqual(['护士长', '已经', '同意', '换班']);
    expect(withBreaks('扫病区码', ['病区码'])).toBe(`扫${ZWSP}病区码`);
  });

  it('keeps short words together that the segmenter cuts apart, and endings with their word', () => {
    expect(words(withBreaks('这个页面已经没用'))).toContain('页面');
    expect(withBreaks('存在手机里').endsWith('手机里')).toBe(true);
  });

  it('leaves no run without a break that would not fit a 320 px line', () => {
    for (const part of words(withBreaks('我你他她它这那哪来去走跑看说想做吃喝'))) expect(part.length).toBeLessThanOrEqual(6);
  });

  it('never parts a parameter from its measure, nor a figure from its unit', () => {
    expect(withBreaks('还剩 {n} 分钟')).toContain('{n}\u00a0分钟');
    expect(withBreaks('第{n}版班表')).toMatch(/^第\{n\}版/);
    expect(withBreaks('要 11 小时')).toContain('11\u00a0小时');
  });

  it('never puts a break before or after punctuation', () => {
    const text = withBreaks('记下了，{time}。有信号时自动发出（先存着）。');
    expect(text).not.toMatch(new RegExp(`${ZWSP}[，。（）：；？]|[，。（）：；？]${ZWSP}`));
  });

  it('leaves the message itself as it was', () => {
    const text = '{who} {time} 先接了这个班。你排在候补第 {n}，这里有 {of} 个差不多的。';
    expect(withBreaks(text).replaceAll(ZWSP, '').replaceAll('\u00a0', ' ')).toBe(text);
  });

  it('keeps Wi-Fi together', () => {
    expect(withBreaks('连上了 Wi-Fi')).toContain('Wi\u2060-\u2060Fi');
  });

  it('does not touch English', () => {
    expect(withBreaks('{n} {n|change|changes} still on this phone')).toBe('{n} {n|change|changes} still on this phone');
  });
});
