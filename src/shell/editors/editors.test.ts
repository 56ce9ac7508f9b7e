/**
 * What the real editors did with a sequence of keys (recorded with tests/tools/record-editors.mjs from vim.tiny 9.0,
 * nano 7.2 and busybox 1.35): the screen and the files must be the same. `CASE=text` plays those whose keys have it.
 */
import { describe, expect, test } from 'vitest';
import type { Editor, Surroundings } from './ask';
import { parseNanoArguments } from '../tools/_nano-arguments';
import { BUSYBOX, Nano, Vi, VIM } from './index';
import type { Wording } from './vi/wording';
import { MemoryDisk, testSurroundings, Typist } from './testing';

interface Recorded {
  keys: string[];
  /** A content that begins with `@` is one of the texts. */
  files: Record<string, string>;
  args?: string[];
  size?: [number, number];
  /** Rows; `~12` stands for that many rows of `~`. */
  screen: string;
  cursor: [number, number];
  /** Files that are different now. */
  after?: Record<string, string>;
}

const modules = import.meta.glob<{ texts: Record<string, string>; cases: Recorded[] }>('../tools/goldens/editors/*.json', {
  eager: true,
  import: 'default',
});
const only = process.env['CASE'];

function startVi(wording: Wording) {
  return (around: Surroundings, args: readonly string[]): Editor => {
    const commands = args.filter((arg) => arg.startsWith('+')).map((arg) => (arg === '+' ? '$' : arg.slice(1)));
    const files = args.filter((arg) => !/^[-+]/.test(arg)).map((arg) => arg.replace('$HOME', '/home'));
    return new Vi(around, { files, commands, readOnly: args.includes('-R'), wording });
  };
}

function startNano(around: Surroundings, args: readonly string[]): Editor {
  const parsed = parseNanoArguments(args);
  if (parsed.kind !== 'start') throw new Error(parsed.kind);
  return new Nano(around, parsed.start);
}

/** How each is started, and how a person saves and leaves. */
const EDITORS: Record<string, { start: (around: Surroundings, args: readonly string[]) => Editor; save: string[] }> = {
  vim: { start: startVi(VIM), save: ['\x1b', '\x1b', ':wq!\r'] },
  nano: { start: startNano, save: ['\x13', '\x18'] },
  'busybox-vi': { start: startVi(BUSYBOX), save: ['\x1b', ':wq!\r'] },
};

for (const [path, { texts, cases }] of Object.entries(modules)) {
  const name = path.replace(/.*\/(.*)\.json$/, '$1');
  const { start, save } = EDITORS[name] as (typeof EDITORS)[string];
  describe(`${name} as recorded`, () => {
    for (const golden of cases.filter((each) => only === undefined || each.keys.join('').includes(only))) {
      const [columns, rows] = golden.size ?? [80, 24];
      test(`${JSON.stringify(golden.keys)} ${Object.values(golden.files).join(' ').slice(0, 20)} ${golden.args?.join(' ') ?? ''}`, () => {
        const files = Object.fromEntries(Object.entries(golden.files).map(([file, content]) => [file, content.startsWith('@') ? (texts[content.slice(1)] as string) : content]));
        const disk = new MemoryDisk(files);
        const typist = new Typist(start(testSurroundings(disk, columns, rows), golden.args ?? ['f']), filter);
        for (const key of golden.keys) typist.type(key);
        const want = screenText(golden.screen, golden.cursor);
        // What a terminal shows once the editor has left is not the editor's.
        const screen = typist.exitCode !== undefined ? want : screenText(typist.rows.join('\n'), [typist.picture.cursor.column, typist.picture.cursor.row]);
        for (const key of save) typist.type(key);
        expect({ screen, after: disk.contents }).toEqual({ screen: want, after: { ...files, ...golden.after } });
      });
    }
  });
}

/** Rows as text, so that a difference is seen; how long ago something was is not compared. */
function screenText(text: string, cursor: readonly number[]): string {
  const rows = text
    .replace(/^~(\d+)$/gm, (_run, count: string) => new Array<string>(Number(count)).fill('~').join('\n'))
    .replace(/\d+ seconds? ago +/, '0 seconds ago ');
  return `${rows}\n@${cursor.join(',')}`;
}

/** The commands that recorded filters run. */
function filter(line: string, input: string): { output: string; code: number } {
  if (line === 'echo hi') return { output: 'hi\n', code: 0 };
  return line.trim() === 'sort' ? { output: `${input.split('\n').slice(0, -1).sort().join('\n')}\n`, code: 0 } : { output: '', code: 127 };
}
