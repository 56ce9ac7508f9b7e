/**
 * From what a terminal sends to keys: text, named keys, and bracketed pastes. A sequence may arrive in pieces; what is
 * not complete yet waits for the rest. An Escape by itself is the Meta prefix of the key that follows, as in readline.
 */
export type Key = { kind: 'text'; text: string } | { kind: 'paste'; text: string } | { kind: 'key'; name: string };

/** Parameters that xterm puts before the final letter for modifiers: 5 is Ctrl, 3 is Alt. */
const SEQUENCES: Record<string, string> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  '[H': 'home',
  '[F': 'end',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[3~': 'delete',
  '[2~': 'insert',
  '[5~': 'page-up',
  '[6~': 'page-down',
  '[Z': 'back-tab',
  '[1;5C': 'word-right',
  '[1;5D': 'word-left',
  '[1;3C': 'word-right',
  '[1;3D': 'word-left',
  '[5C': 'word-right',
  '[5D': 'word-left',
  Oc: 'word-right',
  Od: 'word-left',
  '[1;5A': 'up',
  '[1;5B': 'down',
  '[3;5~': 'delete-word',
  '[3;3~': 'delete-word',
};

const CONTROLS: Record<string, string> = {
  '\x01': 'home',
  '\x02': 'left',
  '\x03': 'interrupt',
  '\x04': 'delete-or-eof',
  '\x05': 'end',
  '\x06': 'right',
  '\x07': 'abort',
  '\b': 'backspace',
  '\t': 'tab',
  '\n': 'enter',
  '\r': 'enter',
  '\x0b': 'kill-line',
  '\x0c': 'clear',
  '\x0e': 'down',
  '\x0f': 'operate',
  '\x10': 'up',
  '\x11': 'ignore',
  '\x12': 'search',
  '\x13': 'search-forward',
  '\x14': 'transpose',
  '\x15': 'kill-to-start',
  '\x16': 'literal',
  '\x17': 'kill-word-back',
  '\x18': 'prefix-x',
  '\x19': 'yank',
  '\x1a': 'ignore',
  '\x1c': 'ignore',
  '\x1d': 'ignore',
  '\x1e': 'ignore',
  '\x1f': 'undo',
  '\x7f': 'backspace',
  '\0': 'ignore',
};

const META: Record<string, string> = {
  b: 'word-left',
  f: 'word-right',
  d: 'delete-word',
  '\x7f': 'delete-word-back',
  '\b': 'delete-word-back',
  '.': 'last-argument',
  _: 'last-argument',
  u: 'upcase',
  l: 'downcase',
  c: 'capitalize',
  t: 'transpose-words',
  y: 'yank-pop',
  '<': 'history-first',
  '>': 'history-last',
  r: 'revert',
  '#': 'comment',
  '?': 'list-completions',
  '*': 'ignore',
  '\\': 'delete-space',
  B: 'word-left',
  F: 'word-right',
  D: 'delete-word',
};

const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** More than this without an end is no paste but a broken terminal. */
const PASTE_CHARS_MAX = 16 * 1024 * 1024;

export class KeyReader {
  private pending = '';
  /** Pieces of a paste whose end has not come yet. */
  private paste: string[] | undefined;
  private pasteChars = 0;

  /** The next key of `input` from `at`, and where to go on; undefined when more input is needed. */
  next(input: string, at: number): { key: Key; at: number } | undefined {
    if (this.paste) return this.readPaste(input, at);
    if (this.pending !== '') {
      // Rarely and shortly: a sequence cut by the transport.
      const joined = this.pending + input.slice(at, at + 32);
      const before = this.pending.length;
      this.pending = '';
      const found = this.read(joined, 0, input.length - at <= 32);
      if (!found) return undefined;
      if (found.at < before) return { key: found.key, at };
      return this.paste ? this.readPaste(input, at + found.at - before) : { key: found.key, at: at + found.at - before };
    }
    if (at >= input.length) return undefined;
    const found = this.read(input, at, true);
    if (found && this.paste) return this.readPaste(input, found.at);
    return found;
  }

  private read(input: string, at: number, atEnd: boolean): { key: Key; at: number } | undefined {
    const run = /[^\x00-\x1f\x7f]+/y;
    run.lastIndex = at;
    const text = run.exec(input)?.[0];
    if (text !== undefined) return { key: { kind: 'text', text }, at: at + text.length };
    const char = input[at] as string;
    if (char !== '\x1b') return { key: { kind: 'key', name: CONTROLS[char] ?? 'ignore' }, at: at + 1 };
    if (input.startsWith(PASTE_BEGIN, at)) {
      this.paste = [];
      this.pasteChars = 0;
      return { key: { kind: 'paste', text: '' }, at: at + PASTE_BEGIN.length };
    }
    const rest = input.slice(at + 1, at + 24);

    const sequence = /^(?:\[[0-9;?<>=]*[@-~]|O[@-~])/.exec(rest)?.[0];
    if (sequence !== undefined) return { key: { kind: 'key', name: SEQUENCES[sequence] ?? 'ignore' }, at: at + 1 + sequence.length };
    if (rest === '' || (atEnd && /^(?:\[[0-9;?<>=]*|O)$/.test(rest))) {
      this.pending = input.slice(at);
      return undefined;
    }
    if (rest.startsWith('\x1b')) return { key: { kind: 'key', name: 'ignore' }, at: at + 1 };
    return { key: { kind: 'key', name: META[rest[0] as string] ?? 'ignore' }, at: at + 2 };
  }

  private readPaste(input: string, at: number): { key: Key; at: number } | undefined {
    const parts = this.paste as string[];
    // The end mark itself may be cut: look at what is there together with the last few characters.
    const tail = parts.length > 0 ? (parts.pop() as string) : '';
    const text = tail + input.slice(at);
    const end = text.indexOf(PASTE_END, Math.max(0, tail.length - PASTE_END.length));
    if (end >= 0) {
      parts.push(text.slice(0, end));
      this.paste = undefined;
      return { key: { kind: 'paste', text: parts.join('').replace(/\r\n?/g, '\n') }, at: at + end + PASTE_END.length - tail.length };
    }
    const keep = Math.max(0, text.length - PASTE_END.length);
    this.pasteChars += keep;
    parts.push(text.slice(0, keep), text.slice(keep));
    if (this.pasteChars > PASTE_CHARS_MAX) {
      this.paste = undefined;
      return { key: { kind: 'paste', text: parts.join('').replace(/\r\n?/g, '\n') }, at: input.length };
    }
    return undefined;
  }
}
