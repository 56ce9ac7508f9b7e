/** The terminal's colours from the tokens, as xterm wants them: `#rrggbb`. */
import type { ITheme } from '@xterm/xterm';
import { readColours } from '../kit/colours';
import { hexOf } from '../kit/hex';

const NAMES = [
  'term-back',
  'term-text',
  'term-cursor',
  'term-select',
  'term-black',
  'term-red',
  'term-green',
  'term-yellow',
  'term-blue',
  'term-magenta',
  'term-cyan',
  'term-white',
  'term-bright-black',
  'term-bright-red',
  'term-bright-green',
  'term-bright-yellow',
  'term-bright-blue',
  'term-bright-magenta',
  'term-bright-cyan',
  'term-bright-white',
  'line-strong',
  'muted',
] as const;

export function terminalTheme(): ITheme {
  const c = readColours(NAMES);
  const hex = (name: (typeof NAMES)[number]): string => hexOf(c[name]);
  return {
    background: hex('term-back'),
    foreground: hex('term-text'),
    cursor: hex('term-cursor'),
    cursorAccent: hex('term-back'),
    selectionBackground: hex('term-select'),
    selectionInactiveBackground: hex('term-select'),
    black: hex('term-black'),
    red: hex('term-red'),
    green: hex('term-green'),
    yellow: hex('term-yellow'),
    blue: hex('term-blue'),
    magenta: hex('term-magenta'),
    cyan: hex('term-cyan'),
    white: hex('term-white'),
    brightBlack: hex('term-bright-black'),
    brightRed: hex('term-bright-red'),
    brightGreen: hex('term-bright-green'),
    brightYellow: hex('term-bright-yellow'),
    brightBlue: hex('term-bright-blue'),
    brightMagenta: hex('term-bright-magenta'),
    brightCyan: hex('term-bright-cyan'),
    brightWhite: hex('term-bright-white'),
    scrollbarSliderBackground: `${hex('line-strong')}99`,
    scrollbarSliderHoverBackground: hex('line-strong'),
    scrollbarSliderActiveBackground: hex('muted'),
  };
}
