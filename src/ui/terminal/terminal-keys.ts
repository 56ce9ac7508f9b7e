/**
 * Keys that the page takes before a shell sees them, as terminal programs on the desktop do. Everything else, Escape
 * included, belongs to the shell. Named in the help dialog.
 */

export interface KeyDesk {
  split(direction: 'horizontal' | 'vertical', at: string): void;
  showNext(step: 1 | -1): void;
  searching: string | undefined;
  screen(terminal: string): { selection: string; clearSelection(): void };
}

export interface FontKeys {
  growFont(by: number): void;
  resetFont(): void;
}

/** Acts on a key and answers whether the page took it. */
export function takeTerminalKey(event: KeyboardEvent, desk: KeyDesk, terminal: string, font: FontKeys): boolean {
  const done = (action: () => void): boolean => {
    event.preventDefault();
    action();
    return true;
  };
  // The page's own handler moves between the zones, and shows the help.
  if (event.key === 'F6' || event.key === 'F1') return true;
  if (event.altKey && !event.ctrlKey && event.key === 'PageUp') return done(() => desk.showNext(-1));
  if (event.altKey && !event.ctrlKey && event.key === 'PageDown') return done(() => desk.showNext(1));
  if (!event.ctrlKey && !event.metaKey) return false;
  const screen = desk.screen(terminal);
  const copy = (): void => {
    void navigator.clipboard.writeText(screen.selection);
    screen.clearSelection();
  };
  if (event.ctrlKey && event.shiftKey) {
    switch (event.code) {
      case 'KeyC':
        return done(() => screen.selection !== '' && copy());
      case 'KeyV':
        // The browser pastes, and xterm hears of it.
        return true;
      case 'KeyF':
        return done(() => (desk.searching = terminal));
      case 'KeyE':
        return done(() => desk.split('horizontal', terminal));
      case 'KeyO':
        return done(() => desk.split('vertical', terminal));
    }
  }
  if (event.key === '=' || event.key === '+') return done(() => font.growFont(1));
  if (event.key === '-') return done(() => font.growFont(-1));
  if (event.key === '0') return done(() => font.resetFont());
  if (event.ctrlKey && !event.shiftKey && !event.altKey) {
    if (event.code === 'KeyV') return true;
    // With a selection Ctrl-C copies, without one it interrupts.
    if (event.code === 'KeyC' && screen.selection !== '') return done(copy);
  }
  return false;
}
