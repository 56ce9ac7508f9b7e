import unicode from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { Random } from '../sim';
import { KillRing, LineEditor, type EditorEvent } from './line-editor';

function edit(
  keys: string,
  options: { history?: string[]; columns?: number; kills?: KillRing } = {},
): { text: string; cursor: number; event?: EditorEvent } {
  const editor = new LineEditor({ prompt: '$ ', columns: options.columns ?? 80, history: options.history ?? [], kills: options.kills });
  editor.start();
  const { event } = editor.feed(keys);
  return { ...editor.line, event };
}

const ESC = '\x1b';

describe('editing a line', () => {
  it('moves and deletes as emacs does', () => {
    expect(edit('abc\x01X\x05Y')).toMatchObject({ text: 'XabcY', cursor: 5 });
    expect(edit('abc\x02\x02X')).toMatchObject({ text: 'aXbc' });
    expect(edit('abc\x02\x02\x06X')).toMatchObject({ text: 'abXc' });
    expect(edit('abcd\x7f\x02\x04')).toMatchObject({ text: 'ab' });
    expect(edit(`abc${ESC}[D${ESC}[D${ESC}[3~`)).toMatchObject({ text: 'ac', cursor: 1 });
    expect(edit(`abc${ESC}[H1${ESC}[F2${ESC}OH3`)).toMatchObject({ text: '31abc2' });
    expect(edit('one two three\x17\x17')).toMatchObject({ text: 'one ' });
    expect(edit('one two\x15')).toMatchObject({ text: '' });
    expect(edit('one two\x01\x0b')).toMatchObject({ text: '' });
    expect(edit(`one two-three${ESC}b${ESC}bX`)).toMatchObject({ text: 'one Xtwo-three' });
    expect(edit(`one two\x01${ESC}f${ESC}fX`)).toMatchObject({ text: 'one twoX' });
    expect(edit(`one two\x01${ESC}d`)).toMatchObject({ text: ' two' });
    expect(edit(`one two-three${ESC}\x7f`)).toMatchObject({ text: 'one two-' });
    expect(edit(`one two${ESC}[1;5DX${ESC}[1;5CY`)).toMatchObject({ text: 'one XtwoY' });
    expect(edit('ab\x14')).toMatchObject({ text: 'ba' });
    expect(edit(`one two${ESC}t`)).toMatchObject({ text: 'two one' });
    expect(edit(`one\x01${ESC}u`)).toMatchObject({ text: 'ONE' });
    expect(edit(`one\x01${ESC}c`)).toMatchObject({ text: 'One' });
  });

  it('kills into a ring and yanks from it', () => {
    expect(edit('one two\x17\x01\x19')).toMatchObject({ text: 'twoone ' });
    expect(edit('a b c\x17\x17\x19')).toMatchObject({ text: 'a b c' });
    expect(edit(`one\x15two\x15\x19${ESC}y`)).toMatchObject({ text: 'one' });
    const kills = new KillRing();
    edit('kept\x15', { kills });
    expect(edit('\x19', { kills })).toMatchObject({ text: 'kept' });
  });

  it('undoes', () => {
    expect(edit('one \x15\x1f')).toMatchObject({ text: 'one ' });
    expect(edit(`abc\x01\x0b\x1f\x05d`)).toMatchObject({ text: 'abcd' });
  });

  it('treats characters outside the BMP as one', () => {
    expect(edit('a🐝\x7f')).toMatchObject({ text: 'a' });
    expect(edit('🐝b\x02\x02X')).toMatchObject({ text: 'X🐝b' });
  });

  it('walks the history and keeps what was being typed', () => {
    const history = ['first', 'second'];
    expect(edit('new\x10', { history })).toMatchObject({ text: 'second' });
    expect(edit('new\x10\x10\x10', { history })).toMatchObject({ text: 'first' });
    expect(edit('new\x10\x10\x0e\x0e', { history })).toMatchObject({ text: 'new' });
    expect(edit(`${ESC}[A!${ESC}[A${ESC}[B`, { history })).toMatchObject({ text: 'second!' });
    expect(edit(`${ESC}<`, { history })).toMatchObject({ text: 'first' });
    expect(edit(`echo ${ESC}.`, { history: ['ls a b', 'cat "c d"'] })).toMatchObject({ text: 'echo "c d"' });
    expect(edit(`echo ${ESC}.${ESC}.`, { history: ['ls a b', 'cat c'] })).toMatchObject({ text: 'echo b' });
  });

  it('searches the history backwards', () => {
    const history = ['docker ps', 'ls', 'docker images', 'cd /'];
    expect(edit('\x12dock', { history })).toMatchObject({ text: 'docker images', cursor: 0 });
    expect(edit('\x12dock\x12', { history })).toMatchObject({ text: 'docker ps' });
    expect(edit('\x12dock\x12\r', { history }).event).toEqual({ kind: 'line', text: 'docker ps' });
    expect(edit('typed\x12dock\x07', { history })).toMatchObject({ text: 'typed' });
    expect(edit('\x12ls\x05x', { history })).toMatchObject({ text: 'lsx' });
    expect(edit('\x12nope', { history })).toMatchObject({ text: '' });
  });

  it('says what ended the line and leaves the rest alone', () => {
    const editor = new LineEditor({ prompt: '', columns: 80, history: [] });
    editor.start();
    expect(editor.feed('one\rtwo')).toMatchObject({ event: { kind: 'line', text: 'one' }, rest: 'two' });
    expect(edit('\x04').event).toEqual({ kind: 'eof' });
    expect(edit('x\x03').event).toEqual({ kind: 'interrupt' });
    expect(edit('x\t').event).toEqual({ kind: 'complete' });
  });

  it('inserts a paste as it is, newlines and tabs too', () => {
    expect(edit(`a${ESC}[200~b\tc\r\nd${ESC}[201~e`)).toMatchObject({ text: 'ab\tc\nde', event: undefined });
    const editor = new LineEditor({ prompt: '', columns: 80, history: [] });
    editor.start();
    for (const piece of ['\x1b[20', '0~one', ' two\x1b[2', '01~', '!']) editor.feed(piece);
    expect(editor.line.text).toBe('one two!');
  });

  it('understands keys that arrive in pieces', () => {
    const editor = new LineEditor({ prompt: '', columns: 80, history: ['old'] });
    editor.start();
    for (const piece of ['\x1b', '[', 'A', '\x1b', '[1;', '5D', 'X']) editor.feed(piece);
    expect(editor.line.text).toBe('Xold');
  });

  it('takes a control character literally after Ctrl-V', () => {
    expect(edit('a\x16\tb')).toMatchObject({ text: 'a\tb' });
  });
});

describe('drawing a line', () => {
  async function screenOf(output: string, columns: number): Promise<string> {
    const terminal = new xterm.Terminal({ cols: columns, rows: 40, allowProposedApi: true });
    terminal.loadAddon(new unicode.Unicode11Addon());
    terminal.unicode.activeVersion = '11';
    await new Promise<void>((done) => terminal.write(output, done));
    const { active } = terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, i) => active.getLine(i)?.translateToString(true) ?? '');
    return `${lines.join('\n').trimEnd()} @${active.cursorX},${active.cursorY}`;
  }

  const KEYS = [
    'a',
    'xyz',
    ' ',
    '漢字',
    '🐝',
    'e\u0301',
    '\x02',
    '\x06',
    '\x01',
    '\x05',
    '\x7f',
    '\x04x',
    '\x0b',
    '\x15',
    '\x19',
    '\x17',
    '\x10',
    '\x0e',
    '\x1f',
    `${ESC}b`,
    `${ESC}f`,
    `${ESC}[200~one\ntwo${ESC}[201~`,
    '0123456789',
    '\x16\x07',
    `${ESC}d`,
  ];

  for (let seed = 1; seed <= 30; seed++) {
    it(`seed ${seed}: whatever was typed, the screen is as if it had been drawn at once`, async () => {
      const random = new Random(seed);
      const columns = random.int(7, 25);
      const prompt = random.pick(['$ ', 'root@node1:~# ', '\x01\x1b[32m\x02green\x01\x1b[0m\x02> ', '[node1]\n$ ']);
      const history = ['echo one two three', 'docker service ls', '漢字漢字漢字'];
      const editor = new LineEditor({ prompt, columns, history });
      let output = editor.start();
      const typed: string[] = [];
      for (let i = 0; i < 25; i++) {
        const key = random.pick(KEYS);
        typed.push(key);
        output += editor.feed(key).output;
      }
      const { text, cursor } = editor.line;
      const fresh = new LineEditor({ prompt, columns, history: [] });
      let direct = fresh.start() + fresh.feed(`${ESC}[200~${text}${ESC}[201~`).output;
      for (let at = text.length; at > cursor; at = fresh.line.cursor) direct += fresh.feed('\x02').output;
      expect({ typed, screen: await screenOf(output, columns) }).toEqual({ typed, screen: await screenOf(direct, columns) });
    });
  }
});
