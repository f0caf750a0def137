import { describe, expect, it } from 'vitest';
import { fill, plainText } from './fill';

describe('fill', () => {
  it('puts parameters in, figures and words', () => {
    expect(fill('{who} {time} 先接了', { who: '何静', time: '14:02' })).toBe('何静 14:02 先接了');
  });

  it('chooses the English plural', () => {
    const text = '{n} {n|change|changes} still on this phone';
    expect(fill(text, { n: 1 })).toBe('1 change still on this phone');
    expect(fill(text, { n: 0 })).toBe('0 changes still on this phone');
    expect(fill(text, { n: 2 })).toBe('2 changes still on this phone');
  });

  it('leaves a parameter visible when nobody gave it, and takes a value as it is', () => {
    expect(fill('等{who}')).toBe('等{who}');
    expect(fill('{a}', { a: '{b}', b: 'x' })).toBe('{b}');
    expect(fill('{n}', { n: 0 })).toBe('0');
  });

  it('strips break marks for labels', () => {
    expect(plainText('扫\u200b病区码 Wi\u2060-\u2060Fi')).toBe('扫病区码 Wi-Fi');
  });
});
