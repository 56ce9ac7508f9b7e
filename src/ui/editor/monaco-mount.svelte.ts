/**
 * One view of Monaco in an element, for whoever shows a text with it: made when Monaco has come, in the page's theme and
 * font, disposed with the element. What cannot be loaded is told by `failed`; the caller has a plainer thing to show then.
 */
import { preferences } from '../preferences.svelte';
import { theme } from '../theme.svelte';
import { loadMonaco } from './load-monaco';

type Bundle = Awaited<ReturnType<typeof loadMonaco>>;

interface View {
  applyPreferences(): void;
  dispose(): void;
}

export class MonacoMount<V extends View> {
  /** Undefined until Monaco is there. */
  view = $state.raw<V>();
  failed = $state(false);

  /** To be made while a component begins: the view follows the preferences from then on. */
  constructor(private readonly make: (bundle: Bundle, element: HTMLElement) => V) {
    $effect(() => {
      void preferences.fontSize;
      void preferences.screenReader;
      this.view?.applyPreferences();
    });
    $effect(() => {
      const { shown } = theme;
      // The tokens are computed anew before Monaco gets them.
      if (this.view) requestAnimationFrame(() => void loadMonaco().then((bundle) => bundle.applyTheme(shown)));
    });
  }

  /** An attachment for the element that the view fills. */
  readonly attach = (element: HTMLElement): (() => void) => {
    let gone = false;
    void this.fill(element, () => gone);
    return () => {
      gone = true;
      this.view?.dispose();
      this.view = undefined;
    };
  };

  private async fill(element: HTMLElement, isGone: () => boolean): Promise<void> {
    let bundle: Bundle;
    try {
      bundle = await loadMonaco();
    } catch {
      this.failed = true;
      return;
    }
    // Letters are measured once: with the wrong face they would be wrong for ever.
    await document.fonts.load(`${preferences.fontSize}px 'JetBrains Mono Variable'`).catch(() => undefined);
    if (isGone()) return;
    bundle.applyTheme(theme.shown);
    this.view = this.make(bundle, element);
  }
}
