const media = matchMedia('(min-width: 64rem)');
let now = $state(media.matches);
media.addEventListener('change', () => (now = media.matches));

/** Whether list and case stand side by side. */
export const wide = {
  get on(): boolean {
    return now;
  },
};
