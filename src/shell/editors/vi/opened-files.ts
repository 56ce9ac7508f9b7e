/** The files an editor has open: their text, how they end their lines, and which of them is on the screen. */
import type { ReadAnswer, Surroundings } from '../ask';
import { TextBuffer } from '../text-buffer';
import { byteLength } from '../../../os';

export interface OpenedFile {
  /** As in `:ls`. */
  number: number;
  path: string | undefined;
  buffer: TextBuffer;
  readOnly: boolean;
  /** The file's last line has no newline. */
  noNewline: boolean;
  dos: boolean;
  /** When the file was read or written last; undefined when it is not there yet. */
  modifiedMs: number | undefined;
  isLoaded: boolean;
  /** It has another name than the file it was read from, so that `:w` will not overwrite what is there. */
  isRenamed: boolean;
}

/** What loading a file met. */
export interface Loaded {
  answer: ReadAnswer['kind'];
  error?: string;
  lines: number;
  bytes: number;
}

export class OpenedFiles {
  all: OpenedFile[] = [];
  /** The arguments, and which of them is edited. */
  args: string[];
  argAt = 0;
  current: OpenedFile;
  alternate: OpenedFile | undefined;
  private counted = 0;

  constructor(
    private around: Surroundings,
    names: readonly string[],
  ) {
    this.args = [...names];
    for (const name of names) this.of(name);
    this.current = this.all[0] ?? this.of(undefined);
  }

  /** The file of this name, opened now or before. */
  of(path: string | undefined): OpenedFile {
    const known = path === undefined ? undefined : this.all.find((each) => each.path === path);
    if (known) return known;
    const file: OpenedFile = {
      number: ++this.counted,
      path,
      buffer: new TextBuffer([], this.around.nowMs),
      readOnly: false,
      noNewline: false,
      dos: false,
      modifiedMs: undefined,
      isLoaded: false,
      isRenamed: false,
    };
    this.all.push(file);
    return file;
  }

  /** A text that comes from no file. */
  begin(text: string): void {
    this.fill(this.current, text);
    this.current.isLoaded = true;
    this.current.buffer.modified = true;
  }

  /** Reads a file into its buffer unless it is there; `again` reads it anyway. */
  load(file: OpenedFile, again = false): Loaded {
    const { path } = file;
    if (path === undefined || (file.isLoaded && !again)) {
      file.isLoaded = true;
      return { answer: 'text', lines: file.buffer.count, bytes: 0 };
    }
    const answer = this.around.disk.read(path);
    file.isLoaded = true;
    file.isRenamed = false;
    if (answer.kind !== 'text') {
      this.fill(file, '');
      file.modifiedMs = undefined;
      return { answer: answer.kind, lines: 0, bytes: 0, ...(answer.kind === 'error' ? { error: answer.error } : {}) };
    }
    this.fill(file, answer.text);
    file.readOnly = answer.readOnly;
    file.modifiedMs = answer.modifiedMs;
    return { answer: 'text', lines: answer.text === '' ? 0 : file.buffer.count, bytes: byteLength(answer.text) };
  }

  private fill(file: OpenedFile, text: string): void {
    const { lines, noNewline, dos } = splitText(text);
    const cursor = file.buffer.cursor;
    file.buffer = new TextBuffer(lines, this.around.nowMs);
    file.buffer.cursor = { line: Math.min(cursor.line, file.buffer.count - 1), column: 0 };
    file.noNewline = noNewline;
    file.dos = dos;
  }

  /** Makes a file the one on the screen. */
  show(file: OpenedFile): void {
    if (file === this.current) return;
    this.alternate = this.current;
    this.current = file;
  }

  remove(file: OpenedFile): void {
    this.all = this.all.filter((each) => each !== file);
    if (this.alternate === file) this.alternate = undefined;
  }
}

/** A file's text in lines. Carriage returns at the end of every line are the file's way of ending lines. */
export function splitText(text: string): { lines: string[]; noNewline: boolean; dos: boolean } {
  if (text === '') return { lines: [], noNewline: false, dos: false };
  const noNewline = !text.endsWith('\n');
  let lines = text.split('\n');
  if (!noNewline) lines.pop();
  const dos = lines.length > 0 && lines.every((line, i) => line.endsWith('\r') || (noNewline && i === lines.length - 1));
  if (dos) lines = lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  return { lines, noNewline, dos };
}

/** The text that these lines are in a file. */
export function joinText(lines: readonly string[], dos: boolean): string {
  const end = dos ? '\r\n' : '\n';
  return lines.map((line) => line + end).join('');
}
