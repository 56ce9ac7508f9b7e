/**
 * Storms of keys, from a seed: an editor never throws, what was drawn step by step is what one drawing of the picture
 * shows, nothing on the disk changes by itself, and undo leads back to where it began.
 */
import unicode from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { Random } from '../../sim';
import { textWidth } from '../../os';
import type { Editor } from './ask';
import { BUSYBOX, Nano, Painter, Vi, VIM } from './index';
import { rowText } from './picture';
import type { Picture } from './picture';
import { MemoryDisk, testSurroundings, Typist } from './testing';

/** How many storms; `SEEDS=500` for a longer night. */
const SEEDS = Number(process.env['SEEDS'] ?? 30);
const ESC = '\x1b';

const TEXTS = [
  '',
  'one two three\nfour (five) [six] {seven}\n\n  indented "quoted" text\n\ttabbed\tline\nfoo-bar baz.qux, end.\nlast line\n',
  '漢字かな交じり文\n🐝 bee 🐝 e\u0301tude\nplain\n\u200bzero \x01 control \x7f\n',
  Array.from({ length: 60 }, (_, i) => `line ${i + 1} of many\n`).join(''),
  `${'x'.repeat(300)}\nshort\n${'word '.repeat(80)}\nno newline at the end`,
  'version: "3.8"\nservices:\n  web:\n    image: nginx:1.25\n    deploy:\n      replicas: 3\n',
];

const VI_KEYS = [
  ...'hjklwbeWBE0$^GHLM{}%;,nN*#xXpPJ~.uDCYSrsRiIaAoOvVdcy<>&',
  'gg', 'ge', 'gJ', 'gv', 'gu', 'gU', 'g~', 'gj', 'gk', 'dd', 'yy', 'cc', '>>', '<<', 'dw', 'cw', 'diw', 'ci"', 'da(', 'yip', 'dG', '3', '2', '12',
  '\x16', '\x12', '\x06', '\x02', '\x04', '\x15', '\x05', '\x19', '\x01', '\x18', '\x0f', '\x07', '\x03', '\x0c', '\t', '\r', ' ', '\x7f',
  `${ESC}[A`, `${ESC}[B`, `${ESC}[C`, `${ESC}[D`, `${ESC}[H`, `${ESC}[F`, `${ESC}[5~`, `${ESC}[6~`, `${ESC}[3~`, `${ESC}[200~pasted\n text${ESC}[201~`,
  ESC, ESC, ESC, 'hello', ' x', '(', '"', '漢', '🐝', 'e\u0301', '\x17', '\x14', '\x0e', '"a', '"A', 'ma', "'a", '`a', 'qa', 'q', '@a', 'fo', 'tx', 'Fe', 'zt', 'zz', 'zb',
  '/o\r', '?e\r', '/zzz\r', '/[\r', ':s/o/0/g\r', ':%s/e/E/\r', ':2d\r', ':set nu\r', ':set nonu\r', ':set list!\r', ':set wrap!\r', ':set hls ai\r', ':1,3m$\r', ':t.\r',
  ':g/i/s/$/!/\r', ':v/e/d\r', ':sort\r', ':reg\r', ':ls\r', ':marks\r', ':5\r', ':u\r', ':normal Ax\r', ':%!sort\r', ':!ls\r', ':e! f\r', ':foo\r', ':set all\r', ':undo\r', ':r f\r', ':',
  '/', ':d',
];

const NANO_KEYS = [
  ...'abcxyz .,(){}#09', 'hello', ' x', '漢', '🐝', 'e\u0301', '\r', '\r', '\t', '\x7f', '\x7f', '\x04', '\x08',
  '\x0b', '\x0b', '\x15', '\x15', `${ESC}6`, `${ESC}a`, `${ESC}a`, `${ESC}u`, `${ESC}u`, `${ESC}e`, `${ESC}t`, `${ESC}}`, `${ESC}{`, `${ESC}3`, '\n', `${ESC}\x7f`, `${ESC}[3;5~`,
  `${ESC}[A`, `${ESC}[B`, `${ESC}[C`, `${ESC}[D`, `${ESC}[H`, `${ESC}[F`, `${ESC}[5~`, `${ESC}[6~`, `${ESC}[3~`, `${ESC}[1;2C`, `${ESC}[1;2B`, `${ESC}[1;5C`, `${ESC}[1;5D`,
  `${ESC}[1;5A`, `${ESC}[1;5B`, `${ESC}[1;3A`, `${ESC}[1;3B`, `${ESC}[200~pasted\n text${ESC}[201~`, '\x01', '\x05', '\x16', '\x19', `${ESC}\\`, `${ESC}/`, `${ESC}]`, `${ESC}(`, `${ESC})`,
  '\x17', '\x17e\r', '\x17zzz\r', `${ESC}w`, `${ESC}q`, '\x11', '\x1c', '\x1ce\rE\ra', '\x1co\r0\rynn', '\x1f', '\x1f3,2\r', '\x1f-1\r', '\x03', '\x03', '\x07', '\x07', '\x18', 'n', 'y',
  '\x0f', '\x12', '\x12g\r', '\x14', `${ESC}d`, `${ESC}n`, `${ESC}i`, `${ESC}c`, `${ESC}x`, `${ESC}p`, `${ESC}v`, `${ESC}r`, `${ESC}b`, `${ESC}>`, `${ESC}<`, '\x00', ESC,
];

/** What a terminal shows of these bytes: text and cursor. */
async function shownBy(bytes: string, columns: number, rows: number): Promise<string> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  terminal.loadAddon(new unicode.Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  await new Promise<void>((drawn) => terminal.write(bytes, drawn));
  const { active } = terminal.buffer;
  const lines = Array.from({ length: rows }, (_, row) => (active.getLine(active.viewportY + row)?.translateToString(true) ?? '').trimEnd());
  const text = `${lines.join('\n')}\n@${active.cursorX},${active.cursorY}`;
  terminal.dispose();
  return text;
}

function whole(picture: Picture): string {
  return new Painter().draw(picture);
}

interface Storm {
  typed: string[];
  bytes: string;
  typist: Typist;
  disk: MemoryDisk;
  columns: number;
  rows: number;
}

/** Types random keys, drawing after each; the window changes its size now and then. */
function storm(seed: number, make: (around: ReturnType<typeof testSurroundings>) => Editor, keys: readonly string[], count: number): Storm {
  const random = new Random(seed);
  let columns = random.int(12, 90);
  let rows = random.int(3, 26);
  const disk = new MemoryDisk({ f: random.pick(TEXTS), g: 'other\n' });
  const typist = new Typist(make(testSurroundings(disk, columns, rows)), (_line, input) => ({ output: input.split('\n').slice(0, -1).sort().join('\n') + (input === '' ? '' : '\n'), code: 0 }));
  const painter = new Painter();
  let bytes = painter.draw(typist.picture);
  const typed: string[] = [];
  for (let i = 0; i < count && typist.exitCode === undefined; i++) {
    if (random.chance(0.02)) {
      columns = random.int(4, 100);
      rows = random.int(2, 30);
      typist.editor.resize(columns, rows);
      painter.forget();
      bytes = '';
      typed.push(`<${columns}x${rows}>`);
    }
    const key = random.pick(keys);
    typed.push(key);
    typist.type(key);
    if (typist.exitCode !== undefined) break;
    const { picture } = typist;
    checkPicture(picture, columns, rows, typed);
    bytes += painter.draw(picture);
  }
  return { typed, bytes, typist, disk, columns, rows };
}

function checkPicture(picture: Picture, columns: number, rows: number, typed: readonly string[]): void {
  const widest = Math.max(...picture.rows.map((spans) => textWidth(rowText(spans))));
  const inside = picture.cursor.row >= 0 && picture.cursor.row < rows && picture.cursor.column >= 0 && picture.cursor.column < columns;
  const printable = picture.rows.every((spans) => !/[\x00-\x1f\x7f]/.test(rowText(spans)));
  if (widest > columns || !inside || picture.rows.length !== rows || !printable) {
    throw new Error(`not a picture of ${columns} by ${rows}: ${JSON.stringify({ typed, cursor: picture.cursor, widest, rows: picture.rows.length, printable })}`);
  }
}

describe('vi under a storm of keys', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    it(`seed ${seed}: the screen is the picture, the file is what was written, undo leads back`, async () => {
      const wording = seed % 5 === 0 ? BUSYBOX : VIM;
      const { typed, bytes, typist, disk, columns, rows } = storm(seed, (around) => new Vi(around, { files: ['f'], wording }), VI_KEYS, 150);
      if (typist.exitCode !== undefined) return;
      const { picture } = typist;
      const direct = await shownBy(whole(picture), columns, rows);
      expect({ typed, screen: await shownBy(bytes, columns, rows) }).toEqual({ typed, screen: direct });
      expect(direct).toBe(`${picture.rows.map((spans) => rowText(spans).trimEnd()).join('\n')}\n@${picture.cursor.column},${picture.cursor.row}`);
      const vi = typist.editor as Vi;
      expect(vi.buffer.lines.every((line) => !line.includes('\n'))).toBe(true);
      // Out of whatever was begun, then everything undone.
      for (let i = 0; i < 6; i++) typist.type(ESC);
      typist.type('q').type(ESC).type(':w! saved\r');
      const saved = vi.buffer.isEmpty ? '' : vi.buffer.lines.map((line) => `${line}\n`).join('');
      expect({ typed, saved: disk.contents['saved'] }).toEqual({ typed, saved });
      for (let i = 0; i < 400 && vi.buffer.stepNumber > 0; i++) typist.type('u');
      expect({ typed, left: vi.buffer.stepNumber }).toEqual({ typed, left: 0 });
      if (!typed.some((key) => key.startsWith(':e'))) {
        const text = vi.buffer.isEmpty ? '' : `${vi.buffer.lines.join('\n')}\n`;
        expect({ typed, text }).toEqual({ typed, text: (disk.contents['f'] as string).replace(/([^\n])$/, '$1\n') });
      }
    });
  }
});

describe('nano under a storm of keys', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    it(`seed ${seed}: the screen is the picture, the file is what was written, undo leads back`, async () => {
      const { typed, bytes, typist, disk, columns, rows } = storm(seed, (around) => new Nano(around, { files: [{ path: 'f' }], options: { lineNumbers: seed % 3 === 0 } }), NANO_KEYS, 150);
      if (typist.exitCode !== undefined) return;
      const { picture } = typist;
      const direct = await shownBy(whole(picture), columns, rows);
      expect({ typed, screen: await shownBy(bytes, columns, rows) }).toEqual({ typed, screen: direct });
      expect(direct).toBe(`${picture.rows.map((spans) => rowText(spans).trimEnd()).join('\n')}\n@${picture.cursor.column},${picture.cursor.row}`);
      const nano = typist.editor as Nano;
      // Out of whatever was asked, then saved (the name is asked once more when another buffer is in front).
      typist.type('\x03').type('\x03').type('\x18').type('\x03');
      if (typist.exitCode !== undefined || nano.buffers.length > 1) return;
      const wanted = nano.buffer.lines.join(nano.file.format === 'dos' ? '\r\n' : '\n');
      typist.type('\x13');
      if (nano.prompt) return;
      expect({ typed, saved: disk.contents[nano.file.path as string] }).toEqual({ typed, saved: wanted });
      for (let i = 0; i < 400 && nano.buffer.stepNumber > 0; i++) typist.type(`${ESC}u`);
      expect({ typed, left: nano.buffer.stepNumber }).toEqual({ typed, left: 0 });
    });
  }
});
