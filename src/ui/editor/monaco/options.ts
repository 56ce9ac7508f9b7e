/** How every editor of the page is set up: quiet, in the terminal's face, with motion only where it is welcome. */
import type { editor } from 'monaco-editor/editor';
import { preferences } from '../../preferences.svelte';

const FONT = "'JetBrains Mono Variable', ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace";

export const calm = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

export function commonOptions(): editor.IEditorOptions & editor.IGlobalEditorOptions {
  return {
    accessibilitySupport: preferences.screenReader ? 'on' : 'auto',
    automaticLayout: true,
    contextmenu: true,
    cursorBlinking: calm() ? 'solid' : 'blink',
    fixedOverflowWidgets: true,
    fontFamily: FONT,
    fontLigatures: false,
    fontSize: preferences.fontSize,
    lineHeight: 1.55,
    lineNumbersMinChars: 3,
    links: false,
    minimap: { enabled: false },
    overviewRulerBorder: false,
    renderLineHighlight: 'line',
    renderLineHighlightOnlyWhenFocus: true,
    scrollBeyondLastLine: false,
    scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
    smoothScrolling: !calm(),
    wordBasedSuggestions: 'off',
  };
}
