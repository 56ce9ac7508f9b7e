/** Light, dark, or the system's choice: kept in local storage, shown as `data-theme` on the root. */
import { remember, recall } from './kit/remember';

export type ThemeChoice = 'system' | 'light' | 'dark';

const dark = window.matchMedia('(prefers-color-scheme: dark)');

class Theme {
  choice = $state<ThemeChoice>(readChoice());
  private systemDark = $state(dark.matches);
  /** What is shown. */
  readonly shown: 'light' | 'dark' = $derived(this.choice === 'system' ? (this.systemDark ? 'dark' : 'light') : this.choice);

  constructor() {
    dark.addEventListener('change', () => (this.systemDark = dark.matches));
    this.apply();
  }

  set(choice: ThemeChoice): void {
    this.choice = choice;
    remember('theme', choice);
    this.apply();
  }

  /** The other one of what is shown; back to the system's choice when that is the same. */
  toggle(): void {
    const wanted = this.shown === 'dark' ? 'light' : 'dark';
    this.set((wanted === 'dark') === this.systemDark ? 'system' : wanted);
  }

  private apply(): void {
    const root = document.documentElement;
    if (this.choice === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = this.choice;
  }
}

function readChoice(): ThemeChoice {
  const value = recall('theme');
  return value === 'light' || value === 'dark' ? value : 'system';
}

export const theme = new Theme();
