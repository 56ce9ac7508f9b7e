/** Editors at a terminal: what a person sees there, through a real terminal's eyes. */
import unicode from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { openSession, Programs } from '../../os';
import type { Machine, SessionOptions } from '../../os';
import { testMachine } from '../../os/testing';
import { addShells } from '../index';
import { allTools } from '../tools';

const programs = new Programs();
addShells(programs);
for (const [name, main] of allTools()) programs.add(name, main);

/** A window of 80 by 12 in which a person types; the screen is what an emulator made of all that came. */
class Window {
  private bytes = '';
  private readonly session;
  private columns = 80;
  private rows = 12;

  constructor(
    readonly machine: Machine,
    options: SessionOptions = {},
  ) {
    const session = openSession(machine, { columns: 80, rows: 12, ...options });
    if ('error' in session) throw new Error(session.error);
    this.session = session;
    session.terminal.onOutput((text) => (this.bytes += text));
    this.wait(50);
  }

  /** Input that arrives cut, moments apart. */
  pieces(...parts: string[]): this {
    for (const part of parts) {
      this.session.terminal.input(part);
      this.wait(10);
    }
    return this;
  }

  type(...keys: string[]): this {
    for (const key of keys) {
      this.session.terminal.input(key);
      this.wait(100);
    }
    return this;
  }

  wait(ms: number): this {
    this.machine.sim.runUntil(this.machine.sim.nowMs + ms);
    return this;
  }

  resize(columns: number, rows: number): this {
    this.columns = columns;
    this.rows = rows;
    this.session.terminal.resize(columns, rows);
    return this.wait(20);
  }

  get modes() {
    return this.session.terminal.modes;
  }

  get status() {
    return this.session.process.status;
  }

  async screen(): Promise<string[]> {
    const terminal = new xterm.Terminal({ cols: this.columns, rows: this.rows, allowProposedApi: true });
    terminal.loadAddon(new unicode.Unicode11Addon());
    terminal.unicode.activeVersion = '11';
    await new Promise<void>((drawn) => terminal.write(this.bytes, drawn));
    const { active } = terminal.buffer;
    const lines = Array.from({ length: this.rows }, (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '');
    terminal.dispose();
    return lines;
  }

  async lastRow(): Promise<string> {
    return (await this.screen())[this.rows - 1] as string;
  }
}

const ESC = '\x1b';

describe('vi at a terminal', () => {
  it('opens a new file, writes it, and leaves the screen as it was', async () => {
    const machine = testMachine({ programs });
    const window = new Window(machine).type('vi web.yml\r');
    expect(await window.lastRow()).toContain('"web.yml" [New]');
    window.type('iservices:\r  web:\r    image: nginx', ESC, ':wq\r');
    expect(machine.files.read('/root/web.yml')).toBe('services:\n  web:\n    image: nginx\n');
    const screen = await window.screen();
    expect(screen[0]).toContain('# vi web.yml');
    expect(screen[1]).toMatch(/node1:~# $/);
  });

  it('Ctrl-Z stops it, fg brings it back as it was', async () => {
    const machine = testMachine({ programs, files: { '/root/f': 'one\ntwo\n' } });
    const window = new Window(machine).type('vi f\r', 'dd', '\x1a');
    expect((await window.screen()).join('\n')).toContain('[1]+  Stopped                 vi f');
    expect(window.modes).toMatchObject({ signals: false });
    window.type('fg\r');
    expect((await window.screen())[0]).toBe('two');
    window.type(':x\r');
    expect(machine.files.read('/root/f')).toBe('two\n');
  });

  it('follows the window when that changes its size', async () => {
    const machine = testMachine({ programs, files: { '/root/f': Array.from({ length: 30 }, (_, i) => `line ${i + 1}\n`).join('') } });
    const window = new Window(machine).type('vi f\r', 'G').resize(30, 6);
    const screen = await window.screen();
    expect(screen[4]).toBe('line 30');
    expect(screen[5]).toContain('30,1');
  });

  it('runs commands of the shell and comes back on a key', async () => {
    const machine = testMachine({ programs, files: { '/root/f': 'b\na\n' } });
    const window = new Window(machine).type('vi f\r', ':!echo from the shell\r');
    expect((await window.screen()).join('\n')).toMatch(/from the shell\n+Press ENTER or type command to continue/);
    window.type('\r', ':%!sort\r', ':w\r');
    expect(machine.files.read('/root/f')).toBe('a\nb\n');
    expect((await window.screen())[0]).toBe('a');
  });

  it('keys behind the last one go to the shell', async () => {
    const machine = testMachine({ programs });
    const window = new Window(machine).type('vi f\r', `ihi${ESC}ZZecho done\r`);
    expect((await window.screen()).join('\n')).toContain('\ndone\n');
    expect(machine.files.read('/root/f')).toBe('hi\n');
  });

  it('takes a paste as text, and keys that come in pieces as keys', () => {
    const machine = testMachine({ programs });
    new Window(machine).type('vi f\r', `:set ai\ri  a${ESC}[200~\n  b\n  c${ESC}[201~`).pieces(ESC + '[', 'D').type(`!${ESC}`, ':wq\r');
    expect(machine.files.read('/root/f')).toBe('  a\n  b\n  !c\n');
  });

  it('writes to what is read-only only when forced, and says why it cannot', async () => {
    const machine = testMachine({ programs, files: { '/root/f': 'a\n' } });
    machine.files.chmod('/root/f', 0o444);
    const window = new Window(machine).type('vi f\r');
    expect(await window.lastRow()).toContain('"f" [readonly] 1L, 2B');
    window.type('x', ':w\r');
    expect(await window.lastRow()).toContain("E45: 'readonly' option");
    window.type(':w /no/such/place\r');
    expect((await window.screen()).join('\n')).toContain('"/no/such/place" E212: Can\'t open file for writing');
  });

  it('notices that somebody else wrote the file', async () => {
    const machine = testMachine({ programs, files: { '/root/f': 'a\n' } });
    const window = new Window(machine).type('vi f\r', 'x').wait(1000);
    machine.files.write('/root/f', 'other\n');
    window.type(':w\r');
    expect((await window.screen()).slice(-2)).toEqual(['WARNING: The file has been changed since reading it!!!', 'Do you really want to write to it (y/n)?']);
    window.type('n', ':q!\r');
    expect(machine.files.read('/root/f')).toBe('other\n');
  });

  it('reads its text from a pipe and its keys from the terminal', () => {
    const machine = testMachine({ programs });
    new Window(machine).type('echo piped | vi -\r', 'A!', ESC, ':w f\r', ':q\r');
    expect(machine.files.read('/root/f')).toBe('piped!\n');
  });

  it('ends with its input when there is no terminal', () => {
    const machine = testMachine({ programs, files: { '/root/f': 'a\nb\n' } });
    new Window(machine).type("printf 'dd:w\\n' | vi f 2>err\r");
    expect(machine.files.read('/root/f')).toBe('b\n');
    expect(machine.files.read('/root/err')).toContain('Vim: Error reading input, exiting...\nVim: Finished.\n');
  });

  it('a container of busybox has the small one, one of debian none', async () => {
    const machine = testMachine({ programs, kind: 'container', files: { '/root/f': 'a\n' } });
    machine.files.put('/bin/busybox', { program: 'busybox' });
    const window = new Window(machine, { argv: ['sh'] }).type('vi f\r');
    expect(await window.lastRow()).toBe('- f 1/1 100%');
    window.type('x', ':q\r');
    expect(await window.lastRow()).toBe('No write since last change (:q! overrides)');
    window.type('v');
    expect(await window.lastRow()).toBe("'v' is not implemented");
  });
});

describe('nano at a terminal', () => {
  it('writes a new file after asking for its name, and leaves', async () => {
    const machine = testMachine({ programs });
    const window = new Window(machine).type('nano web.yml\r');
    const screen = await window.screen();
    expect(screen[0]).toContain('GNU nano 7.2');
    expect(screen[9]).toBe('                                  [ New File ]');
    window.type('services:\r  web:', '\x18');
    expect((await window.screen()).slice(-3).map((row) => row.trimEnd())).toEqual(['Save modified buffer?', ' Y Yes', ' N No           ^C Cancel']);
    window.type('y');
    expect((await window.screen())[9]).toContain('File Name to Write: web.yml');
    window.type('\r');
    expect(machine.files.read('/root/web.yml')).toBe('services:\n  web:\n');
    expect((await window.screen())[1]).toMatch(/node1:~# $/);
  });

  it('searches, replaces, and says where it is', async () => {
    const machine = testMachine({ programs, files: { '/root/f': 'one two\nthree two\n' } });
    const window = new Window(machine).type('nano -l f\r', '\x17two\r');
    expect((await window.screen())[1]).toBe(' 1 one two');
    window.type('\x03');
    expect((await window.screen())[9]).toContain('line  1/3 (33%), col  5/ 8 ( 62%), char  4/18 (22%)');
    window.type('\x1ctwo\r2\ra', '\x0f\r', '\x18');
    expect(machine.files.read('/root/f')).toBe('one 2\nthree 2\n');
  });

  it('takes Alt as Escape before a key, in one piece or in two', () => {
    const machine = testMachine({ programs, files: { '/root/f': 'one\n' } });
    new Window(machine).type('nano f\r', 'x', `${ESC}u`, 'y', ESC, 'u', 'z', '\x13', '\x18');
    expect(machine.files.read('/root/f')).toBe('zone\n');
  });

  it('^T ^Z stops it and fg brings it back', async () => {
    const machine = testMachine({ programs, files: { '/root/f': 'one\n' } });
    const window = new Window(machine).type('nano f\r', '\x14', '\x1a');
    expect((await window.screen()).join('\n')).toContain('Stopped                 nano f');
    window.type('fg\r');
    expect((await window.screen())[1]).toBe('one');
  });
});
