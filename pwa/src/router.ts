/** Where the app is: `#/swap/42?from=inbox` is path "/swap/42" with query {from: "inbox"}. */
export interface Place {
  path: string;
  query: Record<string, string>;
}

/** Reads a location hash; anything unreadable is the start page. */
export function parseHash(hash: string): Place {
  const raw = hash.replace(/^#/, '');
  const [path = '', query = ''] = raw.split('?', 2);
  const clean = `/${path.split('/').filter(Boolean).join('/')}`;
  return { path: clean === '/' ? '/today' : clean, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** The parameters of `pattern` ("/swap/:id") in `path`, or null when it does not match. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const want = pattern.split('/');
  const have = path.split('/');
  if (want.length !== have.length) return null;
  const params: Record<string, string> = {};
  for (const [i, part] of want.entries()) {
    const value = have[i] ?? '';
    if (part.startsWith(':')) {
      try {
        params[part.slice(1)] = decodeURIComponent(value);
      } catch {
        return null;
      }
    } else if (part !== value) return null;
  }
  return params;
}

/** A link to a place, for `href`. */
export function link(path: string, query: Record<string, string> = {}): string {
  const search = new URLSearchParams(query).toString();
  return `#${path}${search ? `?${search}` : ''}`;
}

/** Goes to a place; `replace` leaves no step back (after log-in, after sending a form). */
export function go(path: string, options: { replace?: boolean; query?: Record<string, string> } = {}): void {
  const to = link(path, options.query);
  if (options.replace) {
    history.replaceState(null, '', to);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else location.hash = to;
}

/** One step back, or to `fallback` when this page was opened directly (from a notification). */
export function back(fallback = '/today'): void {
  if (history.length > 1) history.back();
  else go(fallback, { replace: true });
}
