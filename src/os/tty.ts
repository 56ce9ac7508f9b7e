/**
 * A terminal as programs see it: input from a person, output to a screen, a size, and the line discipline
 * between them. In `cooked` mode the kernel echoes and edits a line and turns Ctrl-C into SIGINT for the
 * foreground group; in `raw` mode bytes pass as they are (the shell's line editor, `vi`, `less`), except that
 * Ctrl-C still signals when `signals` is on.
 */
import type { Program } from '../sim';

export interface TtyModes {
  raw: boolean;
  echo: boolean;
  signals: boolean;
  /** Output: a newline goes out as carriage return and newline (ONLCR); off while another terminal's output passes through. */
  newlines: boolean;
}

export interface Tty {
  readonly name: string;
  readonly columns: number;
  readonly rows: number;
  readonly modes: Readonly<TtyModes>;
  setModes(modes: Partial<TtyModes>): void;
  /** The process group that gets Ctrl-C and may read. */
  foregroundGroup: number | undefined;
  /** From the person: key presses and pastes as the terminal emulator encodes them. */
  input(text: string): void;
  resize(columns: number, rows: number): void;
  read(maxChars?: number): Program<string | undefined>;
  write(text: string): Program<boolean>;
  /** Puts back what was read too far: the line editor reads in chunks, but what follows Enter belongs to the command. */
  unread(text: string): void;
  /** A shell took a whole line at its prompt: told to `onEntered`, for whoever looks over the shoulder. */
  entered(line: string): void;
  onEntered(listener: (line: string) => void): void;
  /** Where output goes: set by whoever draws; output before that is kept (up to a limit). */
  onOutput(listener: (text: string) => void): void;
  /** The person closed the window: SIGHUP to the session. */
  hangUp(): void;
}
