/** An editor without a terminal: keys go in, the picture and the files are looked at. */
import type { Answer, Ask, Disk, Editor, Surroundings } from './ask';
import { KeyDecoder } from './keys';
import { rowText } from './picture';
import type { Picture } from './picture';

/** Files that are nothing but a map. */
export class MemoryDisk implements Disk {
  readonly files: Map<string, { text: string; modifiedMs: number; readOnly: boolean }>;
  private clock = 1;

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.files = new Map(Object.entries(files).map(([path, text]) => [path, { text, modifiedMs: this.clock++, readOnly: false }]));
  }

  read(path: string): ReturnType<Disk['read']> {
    if (path === '/tmp' || path.endsWith('/')) return { kind: 'directory' };
    const file = this.files.get(this.nameOf(path));
    return file ? { kind: 'text', ...file } : { kind: 'missing' };
  }

  write(path: string, text: string, append = false): string | undefined {
    if (path === '/tmp') return 'Is a directory';
    if (path.startsWith('/nix')) return 'No such file or directory';
    const name = this.nameOf(path);
    const before = this.files.get(name);
    this.files.set(name, { text: (append ? (before?.text ?? '') : '') + text, modifiedMs: this.clock++, readOnly: before?.readOnly ?? false });
    return undefined;
  }

  list(): string[] {
    return [...this.files.keys()].sort();
  }

  modifiedMs(path: string): number | undefined {
    return this.files.get(this.nameOf(path))?.modifiedMs;
  }

  /** The contents, by name. */
  get contents(): Record<string, string> {
    return Object.fromEntries([...this.files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, { text }]) => [path, text]));
  }

  private nameOf(path: string): string {
    return path.replace(/^\/home\//, '');
  }
}

export function testSurroundings(disk: Disk, columns = 80, rows = 24): Surroundings {
  return { disk, columns, rows, nowMs: () => 1_735_787_045_000, cwd: '/work', home: '/home' };
}

/** Types at an editor until it has left. */
export class Typist {
  exitCode: number | undefined;
  /** What it asked for besides keys. */
  readonly asked: Ask[] = [];
  private decoder = new KeyDecoder();
  private program: Generator<Ask, number, Answer>;
  private waiting: Ask | undefined;

  constructor(
    readonly editor: Editor,
    private filter: (line: string, input: string) => { output: string; code: number } = () => ({ output: '', code: 0 }),
  ) {
    this.program = editor.run();
    this.step(undefined);
  }

  type(input: string): this {
    for (const key of [...this.decoder.feed(input), ...this.decoder.flush()]) if (this.exitCode === undefined) this.step(key);
    return this;
  }

  private step(answer: Answer): void {
    let step = this.program.next(answer);
    while (!step.done && step.value.ask !== 'key') {
      const ask = step.value;
      this.asked.push(ask);
      step = this.program.next(ask.ask === 'filter' ? this.filter(ask.line, ask.input) : ask.ask === 'shell' ? '\r' : undefined);
    }
    if (step.done) this.exitCode = step.value;
    else this.waiting = step.value;
  }

  get picture(): Picture {
    return this.editor.picture();
  }

  /** Rows of text, without blanks at their ends. */
  get rows(): string[] {
    return this.picture.rows.map((spans) => rowText(spans).trimEnd());
  }

  get lastRow(): string {
    return this.rows[this.rows.length - 1] as string;
  }
}
