/** Questions at the bottom: a text to type, or yes and no. */
import type { Editing } from '../ask';
import { nextAt, previousAt } from '../display-line';
import { isCharacter, PASTE } from '../keys';
import type { Key } from '../keys';
import type { MenuName } from './menus';
import type { Nano } from './nano';

/** A key with Meta (Alt, or Escape before it) is `M-` and the key in lower case. */
export function* readKey(nano: Nano): Editing<Key> {
  const key = yield* nano.key();
  if (key !== '\x1b') return key;
  const next = yield* nano.key();
  return next === '\x1b' ? next : `M-${next.toLowerCase()}`;
}

export type Asked =
  | { kind: 'enter'; text: string }
  | { kind: 'cancel' }
  /** A key that means something in this menu; the text as it stands. */
  | { kind: 'key'; key: Key; text: string };

export interface AskOptions {
  initial?: string;
  /** Keys of the menu, handed back to the caller. */
  keys?: readonly Key[];
  history?: readonly string[];
  /** What Tab makes of the text before the cursor. */
  complete?: (text: string) => string;
}

export function* ask(nano: Nano, menu: MenuName, question: string, options: AskOptions = {}): Editing<Asked> {
  const initial = options.initial ?? '';
  const prompt = { menu, question, text: initial, at: initial.length, isQuestion: false };
  nano.prompt = prompt;
  const history = options.history ?? [];
  let place = history.length;
  let typed = initial;
  const set = (text: string): void => {
    prompt.text = text;
    prompt.at = text.length;
  };
  const cut = (from: number, to: number): void => {
    prompt.text = prompt.text.slice(0, from) + prompt.text.slice(to);
    prompt.at = from;
  };
  try {
    for (;;) {
      const key = yield* readKey(nano);
      if (options.keys?.includes(key)) return { kind: 'key', key, text: prompt.text };
      switch (key) {
        case '\r':
        case '\n':
          nano.wipe();
          return { kind: 'enter', text: prompt.text };
        case '\x03':
          nano.say('Cancelled');
          return { kind: 'cancel' };
        case '\x01':
        case '<Home>':
          prompt.at = 0;
          break;
        case '\x05':
        case '<End>':
          prompt.at = prompt.text.length;
          break;
        case '\x02':
        case '<Left>':
          prompt.at = previousAt(prompt.text, prompt.at);
          break;
        case '\x06':
        case '<Right>':
          prompt.at = nextAt(prompt.text, prompt.at);
          break;
        case '<C-Left>':
          prompt.at -= /\S*\s*$/.exec(prompt.text.slice(0, prompt.at))?.[0].length ?? 0;
          break;
        case '<C-Right>':
          prompt.at += /^\S*\s*/.exec(prompt.text.slice(prompt.at))?.[0].length ?? 0;
          break;
        case '\x7f':
        case '\b':
          if (prompt.at > 0) cut(previousAt(prompt.text, prompt.at), prompt.at);
          break;
        case '\x04':
        case '<Del>':
          cut(prompt.at, nextAt(prompt.text, prompt.at));
          break;
        case '\x0b':
          // From the end of the text all of it goes, else what is behind the cursor.
          if (prompt.at < prompt.text.length) prompt.text = prompt.text.slice(0, prompt.at);
          else set('');
          break;
        case '\x15': {
          const cut = nano.cutText.join(' ');
          prompt.text = prompt.text.slice(0, prompt.at) + cut + prompt.text.slice(prompt.at);
          prompt.at += cut.length;
          break;
        }
        case '\x10':
        case '<Up>':
          if (place === history.length) typed = prompt.text;
          if (place > 0) set(history[--place] as string);
          break;
        case '\x0e':
        case '<Down>':
          if (place < history.length) set(++place === history.length ? typed : (history[place] as string));
          break;
        case '\t':
          if (options.complete) {
            const done = options.complete(prompt.text.slice(0, prompt.at));
            prompt.text = done + prompt.text.slice(prompt.at);
            prompt.at = done.length;
          }
          break;
        default: {
          const text = key.startsWith(PASTE) ? key.slice(PASTE.length).replaceAll('\n', ' ') : isCharacter(key) && key >= ' ' ? key : '';
          prompt.text = prompt.text.slice(0, prompt.at) + text + prompt.text.slice(prompt.at);
          prompt.at += text.length;
        }
      }
    }
  } finally {
    nano.prompt = undefined;
  }
}

/** `a` only when all may be taken at once. */
export function* askYesNo(nano: Nano, question: string, withAll = false): Editing<'y' | 'n' | 'a' | 'cancel'> {
  nano.prompt = { menu: withAll ? 'yesno' : 'main', question, text: '', at: 0, isQuestion: true };
  try {
    for (;;) {
      const key = (yield* readKey(nano)).toLowerCase();
      if (key === 'y' || key === 'n' || (withAll && key === 'a')) {
        nano.wipe();
        return key as 'y' | 'n' | 'a';
      }
      if (key === '\x03') {
        nano.say('Cancelled');
        return 'cancel';
      }
    }
  } finally {
    nano.prompt = undefined;
  }
}
