import { url } from './url.svelte';

export type Theme = 'light' | 'dark';

const STORE = 'wellkeeper.theme';

function isTheme(value: string | null): value is Theme {
  return value === 'light' || value === 'dark';
}

function preferred(): Theme {
  if (typeof window === 'undefined') return 'light';
  const stored = window.localStorage.getItem(STORE);
  if (isTheme(stored)) return stored;
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

class ThemeChoice {
  #stored = $state<Theme>(preferred());

  get value(): Theme {
    const asked = url.get('theme');
    return isTheme(asked) ? asked : this.#stored;
  }

  choose(value: Theme): void {
    this.#stored = value;
    window.localStorage.setItem(STORE, value);
    url.set({ theme: value }, { replace: true });
  }
}

/** Charts read `theme.value` to draw themselves in the page's colours. */
export const theme = new ThemeChoice();
