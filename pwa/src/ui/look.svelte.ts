import { chooseTheme, LOOK_KEY, type Look, type Theme } from './theme';

function read(): Look {
  try {
    return (JSON.parse(localStorage.getItem(LOOK_KEY) ?? '{}') as Look | null) ?? {};
  } catch {
    return {};
  }
}

let stored = $state.raw<Look>(typeof localStorage === 'undefined' ? {} : read());
let theme = $state<Theme>('light');

function apply(): void {
  theme = chooseTheme(stored, Date.now(), matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset['theme'] = theme;
  const meta = document.querySelector<HTMLMetaElement>('meta[name="theme-color"]');
  if (meta) meta.content = meta.dataset[theme] ?? meta.content;
}

export const look = {
  get theme(): Theme {
    return theme;
  },
  get stored(): Look {
    return stored;
  },
};

/** Remembers a change of look on this device (no name, no shift text: only times and choices) and shows it at once. */
export function setLook(change: Look): void {
  stored = { ...stored, ...change };
  localStorage.setItem(LOOK_KEY, JSON.stringify(stored));
  apply();
}

/** Follows the system's dark switch and re-checks the night window every minute while the page is visible. */
export function followLook(): () => void {
  apply();
  const system = matchMedia('(prefers-color-scheme: dark)');
  system.addEventListener('change', apply);
  document.addEventListener('visibilitychange', apply);
  const timer = setInterval(apply, 60_000);
  return () => {
    system.removeEventListener('change', apply);
    document.removeEventListener('visibilitychange', apply);
    clearInterval(timer);
  };
}
