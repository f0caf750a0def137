import { parseHash, type Place } from './router';

let current = $state.raw<Place>(parseHash(location.hash));
addEventListener('hashchange', () => (current = parseHash(location.hash)));

/** The live place; reactive. */
export const place = {
  get path(): string {
    return current.path;
  },
  get query(): Record<string, string> {
    return current.query;
  },
};
