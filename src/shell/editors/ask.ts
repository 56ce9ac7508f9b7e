/**
 * An editor is a generator: it yields what it wants of the world outside, a key most of the time, and goes on with the
 * answer. So the whole editor is a pure machine (keys in, picture out), and a test can run it without a terminal.
 */
import type { Key } from './keys';
import type { Picture } from './picture';

/** What an editor may want. */
export type Ask =
  | { ask: 'key' }
  /** Runs a line of shell on the terminal itself and waits for a key below its output. */
  | { ask: 'shell'; line: string }
  /** Runs a line of shell over a text. */
  | { ask: 'filter'; line: string; input: string }
  /** Ctrl-Z: stops, and goes on when the shell says `fg`. */
  | { ask: 'suspend' };

export interface FilterAnswer {
  output: string;
  code: number;
}

export type Answer = Key | FilterAnswer | undefined;

/** A part of an editor that may ask. */
export type Editing<T = void> = Generator<Ask, T, Answer>;

export function* askKey(): Editing<Key> {
  return (yield { ask: 'key' }) as Key;
}

/** Answers the key that was pressed when the output had been read. */
export function* askShell(line: string): Editing<Key> {
  return (yield { ask: 'shell', line }) as Key;
}

export function* askFilter(line: string, input: string): Editing<FilterAnswer> {
  return (yield { ask: 'filter', line, input }) as FilterAnswer;
}

export function* askSuspend(): Editing {
  yield { ask: 'suspend' };
}

/** What is in a file, or why it cannot be had. */
export type ReadAnswer =
  { kind: 'text'; text: string; readOnly: boolean; modifiedMs: number } | { kind: 'missing' } | { kind: 'directory' } | { kind: 'error'; error: string };

/** The files an editor sees. Paths are as typed: whoever is behind it knows the working directory. */
export interface Disk {
  read(path: string): ReadAnswer;
  /** Undefined, or the words of strerror(3). */
  write(path: string, text: string, append?: boolean): string | undefined;
  /** Names in a directory, those of directories with a slash behind. */
  list(directory: string): string[];
  /** When the file was last changed; undefined when it is not there. */
  modifiedMs(path: string): number | undefined;
}

/** What an editor is given at its start. */
export interface Surroundings {
  disk: Disk;
  columns: number;
  rows: number;
  /** Virtual time, for what says how long ago something was. */
  nowMs: () => number;
  cwd: string;
  home: string;
}

export interface Editor {
  /** To its end; the value is the exit code. */
  run(): Editing<number>;
  picture(): Picture;
  resize(columns: number, rows: number): void;
}
