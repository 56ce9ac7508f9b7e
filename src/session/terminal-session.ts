/**
 * One terminal window: a login shell on a machine, and what happens when the shell or the machine ends. The
 * window stays; Enter opens a new shell, and power coming back does so by itself.
 */
import type { Machine, Process, Terminal } from '../os';
import { openSession } from '../os';
import type { World } from '../world';

const DIM = '\x1b[2m';
const PLAIN = '\x1b[0m';

export class TerminalSession {
  title: string;
  private shell: { terminal: Terminal; process: Process } | undefined;
  private stopWaiting: (() => void) | undefined;
  /** What came since the last command began, for captures; bounded. */
  private heard = '';
  /** Lines of the last `run` that the shell has not taken yet. */
  private ran: string[] = [];

  constructor(
    private readonly world: World,
    readonly id: string,
    readonly machineName: string,
    private columns: number,
    private rows: number,
    private readonly output: (text: string) => void,
    /** A line was entered at the prompt that `run` did not type. */
    private readonly entered: (line: string) => void,
  ) {
    this.title = machineName;
    this.open();
  }

  /** Something runs: another program has the foreground, or the shell itself is not at its prompt (where it reads raw). */
  get busy(): boolean {
    const { shell } = this;
    if (shell === undefined || shell.process.status !== undefined) return false;
    // PowerShell runs its programs in its own group, and nothing in the background.
    if (shell.process.machine.platform.os === 'windows' && shell.process.machine.processes.list().some((each) => each.ppid === shell.process.pid)) return true;
    return shell.terminal.foregroundGroup !== shell.process.group || !shell.terminal.modes.raw;
  }

  input(data: string): void {
    if (this.shell && this.shell.process.status === undefined) this.shell.terminal.input(data);
    else if (/[\r\n]/.test(data)) this.open();
  }

  /** A guide's command: as if typed, with Enter; an unfinished line is given up first. */
  run(line: string): void {
    this.heard = '';
    this.ran = line.split('\n');
    if (!this.shell || this.shell.process.status !== undefined) this.open();
    this.input(`\x05\x15${line.replace(/\n/g, '\r')}\r`);
  }

  resize(columns: number, rows: number): void {
    this.columns = columns;
    this.rows = rows;
    this.shell?.terminal.resize(columns, rows);
  }

  close(): void {
    this.stopWaiting?.();
    this.shell?.terminal.hangUp();
    this.shell = undefined;
  }

  get heardChars(): number {
    return this.heard.length;
  }

  /** A command begins that was typed by hand: what was heard before is not its own. */
  forget(): void {
    this.heard = '';
  }

  /** Output since the last command of the guide, without escape sequences. */
  transcript(): string {
    return this.heard.replace(/\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07]*\x07|[()][0-9A-Z]|[=>])/g, '').replaceAll('\r', '');
  }

  machineLost(): void {
    if (!this.shell) return;
    this.shell = undefined;
    this.say(`\r\n${DIM}${this.machineName} is gone: the connection is closed. It opens again when the machine is back.${PLAIN}\r\n`);
    this.awaitPower();
  }

  machineBack(): void {
    if (!this.shell && this.world.isPowered(this.machineName)) this.open();
  }

  /** Whoever switches the machine on, a person or a program on a laptop: the window opens again by itself. */
  private awaitPower(): void {
    this.stopWaiting?.();
    if (!this.world.hasHost(this.machineName)) return;
    this.stopWaiting = this.world.host(this.machineName).changed.wait(() => {
      this.stopWaiting = undefined;
      if (this.shell) return;
      if (this.world.isPowered(this.machineName)) this.open();
      else this.awaitPower();
    });
  }

  private say(text: string): void {
    if (this.heard.length < 1_000_000) this.heard += text;
    this.output(text);
  }

  private open(): void {
    const machine: Machine | undefined = this.world.hasHost(this.machineName) ? this.world.host(this.machineName) : undefined;
    if (!machine || !this.world.isPowered(this.machineName)) {
      this.say(`${DIM}${this.machineName} is switched off. Switch it on to get a prompt.${PLAIN}\r\n`);
      this.awaitPower();
      return;
    }
    const opened = openSession(machine, { columns: this.columns, rows: this.rows, name: `pts/${this.id.replace(/\D/g, '') || '0'}` });
    if ('error' in opened) {
      this.say(`${DIM}No shell could be started on ${this.machineName}: ${opened.error}. Press Enter to try again.${PLAIN}\r\n`);
      return;
    }
    this.shell = opened;
    opened.terminal.onEntered((line) => {
      const at = this.ran.indexOf(line);
      if (at >= 0) this.ran.splice(0, at + 1);
      else if (this.shell === opened) this.entered(line);
    });
    opened.terminal.onOutput((text) => {
      if (this.shell === opened) this.say(text);
    });
    opened.process.exited((status) => {
      if (this.shell !== opened) return;
      if (!this.world.isPowered(this.machineName)) {
        this.machineLost();
        return;
      }
      this.shell = undefined;
      this.say(`\r\n${DIM}The shell ended with status ${status.code}. Press Enter for a new one.${PLAIN}\r\n`);
    });
  }
}
