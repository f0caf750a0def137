export type Params = Record<string, string | number>;

/** Fills `{name}` and, for English, `{n|one|other}`. A parameter that was not given stays visible as `{name}`. */
export function fill(message: string, params: Params = {}): string {
  return message.replace(/\{([^}|]+)(?:\|([^}|]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, other?: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return one === undefined || other === undefined ? String(value) : Number(value) === 1 ? one : other;
  });
}

/** Without the zero-width break marks and word joiners: for labels, titles, notifications and comparison. */
export const plainText = (text: string): string => text.replace(/[\u200b\u2060]/g, '');
