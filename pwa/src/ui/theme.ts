/** What decides the theme before the first frame. Times are epoch milliseconds; `locale` rides along for `<html lang>`. */
export interface Look {
  theme?: ThemeChoice;
  nightFrom?: number;
  nightTo?: number;
  locale?: string;
}
export type Theme = 'light' | 'dark' | 'night';
export type ThemeChoice = Theme | 'auto';

export const LOOK_KEY = 'zhiban.look';

/** A person's own choice wins; then night while their own night duty runs; then the system (design.md section 2). */
export function chooseTheme(look: Look, now: number, systemDark: boolean): Theme {
  if (look.theme && look.theme !== 'auto') return look.theme;
  if (look.nightFrom !== undefined && look.nightTo !== undefined && look.nightFrom <= now && now < look.nightTo) return 'night';
  return systemDark ? 'dark' : 'light';
}
