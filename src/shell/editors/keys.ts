/**
 * From what a terminal sends to keys. A key is a string: one character as typed (control characters too), `<Up>` and
 * its like for what has no character, or `<Paste>` followed by what was pasted in one piece.
 */
export type Key = string;

const SEQUENCES: Readonly<Record<string, Key>> = {
  '[A': '<Up>',
  '[B': '<Down>',
  '[C': '<Right>',
  '[D': '<Left>',
  OA: '<Up>',
  OB: '<Down>',
  OC: '<Right>',
  OD: '<Left>',
  '[H': '<Home>',
  '[F': '<End>',
  OH: '<Home>',
  OF: '<End>',
  '[1~': '<Home>',
  '[4~': '<End>',
  '[7~': '<Home>',
  '[8~': '<End>',
  '[2~': '<Insert>',
  '[3~': '<Del>',
  '[5~': '<PageUp>',
  '[6~': '<PageDown>',
  '[Z': '<S-Tab>',
  '[1;2A': '<S-Up>',
  '[1;2B': '<S-Down>',
  '[1;2C': '<S-Right>',
  '[1;2D': '<S-Left>',
  '[1;5A': '<C-Up>',
  '[1;5B': '<C-Down>',
  '[1;5C': '<C-Right>',
  '[1;5D': '<C-Left>',
  '[1;3A': '<M-Up>',
  '[1;3B': '<M-Down>',
  '[1;3C': '<M-Right>',
  '[1;3D': '<M-Left>',
  '[1;5H': '<C-Home>',
  '[1;5F': '<C-End>',
  '[3;5~': '<C-Del>',
  OP: '<F1>',
  OQ: '<F2>',
  OR: '<F3>',
  OS: '<F4>',
  '[11~': '<F1>',
  '[12~': '<F2>',
  '[13~': '<F3>',
  '[14~': '<F4>',
  '[15~': '<F5>',
  '[17~': '<F6>',
  '[18~': '<F7>',
  '[19~': '<F8>',
  '[20~': '<F9>',
  '[21~': '<F10>',
  '[23~': '<F11>',
  '[24~': '<F12>',
};

export const PASTE = '<Paste>';
const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** A paste whose end does not come is given up as text beyond this. */
const PASTE_CHARS_MAX = 8 * 1024 * 1024;

/** True for a key that is a character rather than a name. */
export function isCharacter(key: Key): boolean {
  return key.length === 1 || (key.length === 2 && key.charCodeAt(0) >= 0xd800 && key.charCodeAt(0) < 0xdc00);
}

/** Cuts input into keys; a sequence that came in part waits for the rest. */
export class KeyDecoder {
  private pending = '';

  /** True when the last input ended inside a sequence or a paste: the rest should come within moments. */
  get waiting(): boolean {
    return this.pending !== '';
  }

  feed(input: string): Key[] {
    const text = this.pending + input;
    this.pending = '';
    const keys: Key[] = [];
    let at = 0;
    while (at < text.length) {
      if (text.startsWith(PASTE_BEGIN, at)) {
        const end = text.indexOf(PASTE_END, at);
        if (end < 0) {
          if (text.length - at < PASTE_CHARS_MAX) {
            this.pending = text.slice(at);
            return keys;
          }
          keys.push(PASTE + text.slice(at + PASTE_BEGIN.length).replace(/\r\n?/g, '\n'));
          return keys;
        }
        keys.push(PASTE + text.slice(at + PASTE_BEGIN.length, end).replace(/\r\n?/g, '\n'));
        at = end + PASTE_END.length;
        continue;
      }
      const rest = text.slice(at + 1, at + 24);
      const isEscape = text[at] === '\x1b';
      const sequence = isEscape ? /^(?:\[[0-9;?<>=]*[@-~]|O[A-Z])/.exec(rest)?.[0] : undefined;
      if (sequence !== undefined) {
        const key = SEQUENCES[sequence];
        if (key !== undefined) {
          keys.push(key);
          at += 1 + sequence.length;
          continue;
        }
        // Answers and modified keys that nobody knows here are dropped; Escape O and a letter was typed by hand.
        if (sequence.startsWith('[')) {
          at += 1 + sequence.length;
          continue;
        }
      } else if (isEscape && /^\[[0-9;?<>=]*$/.test(rest)) {
        this.pending = text.slice(at);
        return keys;
      }
      const code = text.codePointAt(at) as number;
      const key = String.fromCodePoint(code);
      keys.push(key);
      at += key.length;
    }
    return keys;
  }

  /** What is left when nothing more came: the characters by themselves. */
  flush(): Key[] {
    const keys = Array.from(this.pending);
    this.pending = '';
    return keys;
  }
}
